// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static io.thermocline.s3.testing.S3RequestKind.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The parts of HTTP that not every client and server of S3 uses, with a server that sends back what it gets. */
class S3WireHttpTest {

    private final byte[] content = new byte[300_000];
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer echo;
    private S3Wire wire;

    @BeforeEach
    void layWire() throws IOException {
        new Random(1).nextBytes(content);
        echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        echo.createContext("/known", exchange -> echo(exchange, content.length));
        echo.createContext("/chunked", exchange -> echo(exchange, 0));
        echo.start();
        URI endpoint = URI.create("http://127.0.0.1:" + echo.getAddress().getPort());
        wire = S3Wire.to(new S3Server("echo", endpoint, "us-east-1", "key", "secret", true, "when_required", Set.of()));
    }

    @AfterEach
    void takeWireDown() {
        wire.close();
        echo.stop(0);
    }

    private static void echo(HttpExchange exchange, long announced) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, announced);
        try (OutputStream output = exchange.getResponseBody()) {
            output.write(body);
        }
    }

    @Test
    void passesOnChunksInBothDirections() throws Exception {
        HttpResponse<byte[]> first = put("/chunked/key", chunks(), false);
        HttpResponse<byte[]> second = put("/chunked/key", chunks(), false);

        assertThat(first.body()).isEqualTo(content);
        assertThat(first.headers().firstValue("Transfer-Encoding")).contains("chunked");
        assertThat(second.body()).isEqualTo(content);
        assertThat(wire.counts().requests(PUT))
                .allSatisfy(put -> assertThat(put.header("Transfer-Encoding")).contains("chunked"));
        assertThat(wire.connections()).isEqualTo(1);
    }

    @Test
    void takesTheChunksOffABodyThatItChanges() throws Exception {
        wire.next(PUT).changesAnswerBody(text -> text + " and more");

        HttpResponse<byte[]> changed = put("/chunked/key", BodyPublishers.ofString("text"), false);

        assertThat(changed.body()).asString().isEqualTo("text and more");
    }

    @Test
    void letsAClientWaitUntilTheServerWantsTheBody() throws Exception {
        HttpResponse<byte[]> answer = put("/known/key", BodyPublishers.ofByteArray(content), true);

        assertThat(answer.body()).isEqualTo(content);
        assertThat(wire.counts().bytesUp(PUT)).isEqualTo(content.length);
    }

    /** By hand, since not every JDK's own client takes an answer for which it did not have to send its body. */
    @Test
    void answersAClientThatWaitsWithoutItsBody() throws Exception {
        wire.next(PUT).answersSlowDown();

        try (Socket socket =
                new Socket(wire.endpoint().getHost(), wire.endpoint().getPort())) {
            socket.getOutputStream()
                    .write(
                            "PUT /known/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\nExpect: 100-continue\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Connection: close")
                    .endsWith("</Error>")
                    .contains("<Code>SlowDown</Code>");
        }
        assertThat(wire.counts().requests(PUT).get(0).bytesUp()).isZero();
    }

    private BodyPublisher chunks() {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
    }

    private HttpResponse<byte[]> put(String target, BodyPublisher body, boolean waits) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(wire.endpoint().resolve(target))
                .PUT(body)
                .expectContinue(waits)
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }
}
