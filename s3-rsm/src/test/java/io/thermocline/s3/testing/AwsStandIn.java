// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Speaks for the services of AWS that give credentials: STS (web identity), the instance's metadata (version 2, with its
 * token) and a container's agent. All give temporary credentials that a server knows.
 */
public final class AwsStandIn implements Closeable {

    public static final String SESSION_TOKEN = "session/of+tests==";
    public static final String CONTAINER_AUTHORIZATION = "authorization-of-the-container";

    private static final String METADATA_TOKEN = "token-of-the-instance";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    private final S3Server server;
    private final HttpServer http;
    private volatile Optional<String> refusal = Optional.empty();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** Starts a stand-in that gives out the credentials of {@code server}. */
    public AwsStandIn(S3Server server) {
        this.server = server;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", this::sts);
        http.createContext("/latest/", this::metadata);
        http.createContext("/container", this::container);
        http.start();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    }

    public URI stsEndpoint() {
        return at("");
    }

    public URI metadataEndpoint() {
        return at("");
    }

    public URI containerEndpoint() {
        return at("/container");
    }

    /** STS gives no credentials from now on, and says this. */
    public void refuse(String code) {
        refusal = Optional.of(code);
    }

    /** Returns what was asked for and given: an action of STS, or a path. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void sts(HttpExchange exchange) throws IOException {
        String form = URLDecoder.decode(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        if (!form.contains("Action=AssumeRoleWithWebIdentity") || !form.contains("WebIdentityToken=")) {
            answer(exchange, 400, "<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>");
            return;
        }
        if (refusal.isPresent()) {
            answer(
                    exchange,
                    403,
                    "<ErrorResponse><Error><Code>%s</Code></Error></ErrorResponse>".formatted(refusal.get()));
            return;
        }
        asked.add(form);
        answer(exchange, 200, """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials>
                      <AccessKeyId>%s</AccessKeyId>
                      <SecretAccessKey>%s</SecretAccessKey>
                      <SessionToken>%s</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                    <AssumedRoleUser>
                      <Arn>arn:aws:sts::123456789012:assumed-role/tiering/broker</Arn>
                      <AssumedRoleId>AROA:broker</AssumedRoleId>
                    </AssumedRoleUser>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>""".formatted(server.accessKey(), server.secretKey(), SESSION_TOKEN, expiry()));
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean known = METADATA_TOKEN.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
        if (exchange.getRequestMethod().equals("PUT") && path.equals("/latest/api/token")) {
            exchange.getResponseHeaders().set("X-aws-ec2-metadata-token-ttl-seconds", "21600");
            answer(exchange, 200, METADATA_TOKEN);
        } else if (!known) {
            answer(exchange, 401, "");
        } else if (path.equals(ROLES)) {
            answer(exchange, 200, "tiering");
        } else if (path.equals(ROLES + "tiering")) {
            asked.add(path);
            answer(exchange, 200, json());
        } else {
            answer(exchange, 404, "");
        }
    }

    private void container(HttpExchange exchange) throws IOException {
        boolean known =
                CONTAINER_AUTHORIZATION.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (known) {
            asked.add("/container");
        }
        answer(exchange, known ? 200 : 401, known ? json() : "");
    }

    private String json() {
        return """
                {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "%s", "SecretAccessKey": "%s", "Token": "%s",
                 "LastUpdated": "%s", "Expiration": "%s"}""".formatted(server.accessKey(), server.secretKey(), SESSION_TOKEN, Instant.now(), expiry());
    }

    private static Instant expiry() {
        return Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
