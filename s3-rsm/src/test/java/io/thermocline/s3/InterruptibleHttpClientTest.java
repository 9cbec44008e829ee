// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** What becomes of a connection when the body of an answer is closed. */
class InterruptibleHttpClientTest {

    private static final int LENGTH = 300_000;
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final SdkHttpClient client = new InterruptibleHttpClient.Builder(
                    Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(1)))
            .buildWithDefaults(AttributeMap.empty());

    InterruptibleHttpClientTest() throws IOException {
        server.createContext("/whole", exchange -> answer(exchange, LENGTH, LENGTH));
        server.createContext("/chunked", exchange -> answer(exchange, 0, LENGTH));
        server.createContext("/stalls", exchange -> answer(exchange, LENGTH, 100_000));
        server.createContext("/empty", exchange -> answer(exchange, 0, 0));
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void close() {
        end.countDown();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Answers in chunks if it does not say how many bytes it has, and stalls if it says more than it has. */
    private void answer(HttpExchange exchange, int said, int has) throws IOException {
        connections.add(exchange.getRemoteAddress().getPort());
        exchange.sendResponseHeaders(200, said);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(new byte[has]);
            body.flush();
            if (said > has) {
                end.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads some bytes of an answer and closes it, and returns how many connections there have been so far. */
    private int connectionsAfter(SdkHttpMethod method, String path, int bytes) {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        HttpExecuteRequest request = HttpExecuteRequest.builder()
                .request(SdkHttpRequest.builder().method(method).uri(uri).build())
                .build();
        assertTimeoutPreemptively(PROMPTLY, () -> {
            InputStream body =
                    client.prepareRequest(request).call().responseBody().orElseThrow();
            assertThat(body.readNBytes(bytes)).hasSize(bytes);
            body.close();
            body.close();
        });
        return connections.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stalls", "/whole", "/chunked"})
    void anAnswerThatNobodyBeganToReadIsGivenUp(String path) {
        assertThat(connectionsAfter(SdkHttpMethod.GET, path, 0)).isEqualTo(1);
        assertThat(connectionsAfter(SdkHttpMethod.GET, "/whole", LENGTH)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whole", "/chunked"})
    void aLongRestIsGivenUp(String path) {
        assertThat(connectionsAfter(SdkHttpMethod.GET, path, 100)).isEqualTo(1);
        assertThat(connectionsAfter(SdkHttpMethod.GET, path, LENGTH)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"/whole,0", "/whole,10", "/chunked,0", "/chunked,10"})
    void aShortRestIsReadForTheSakeOfTheConnection(String path, int rest) {
        assertThat(connectionsAfter(SdkHttpMethod.GET, path, LENGTH - rest)).isEqualTo(1);
        assertThat(connectionsAfter(SdkHttpMethod.GET, path, LENGTH)).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutBytesNeedNotBeRead() {
        assertThat(connectionsAfter(SdkHttpMethod.PUT, "/empty", 0)).isEqualTo(1);
        assertThat(connectionsAfter(SdkHttpMethod.GET, "/whole", LENGTH)).isEqualTo(1);
    }
}
