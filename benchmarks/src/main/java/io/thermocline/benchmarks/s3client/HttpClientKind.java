// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The HTTP clients, and how each is told its limits. */
public enum HttpClientKind {
    URL_CONNECTION("url-connection-client"),
    APACHE5("apache5-client", "httpclient5", "httpcore5"),
    /** The one that has no client for callers that wait; it is used through the SDK's asynchronous client. */
    NETTY("netty-"),
    CRT("aws-crt");

    private static final int CONNECTIONS = 64;

    @SuppressWarnings("ImmutableEnumChecker") // It is a copy that nothing can change.
    private final List<String> jars;

    HttpClientKind(String... jars) {
        this.jars = List.of(jars);
    }

    /** Returns whether a jar of this name is needed for this client only. */
    boolean owns(String jar) {
        return jars.stream().anyMatch(jar::startsWith);
    }

    /**
     * Opens a client for callers that wait.
     *
     * @param silence the longest that a connection may be without a byte
     */
    SdkHttpClient sync(Duration silence) {
        return switch (this) {
            case URL_CONNECTION ->
                UrlConnectionHttpClient.builder().socketTimeout(silence).build();
            case APACHE5 ->
                Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .socketTimeout(silence)
                        .build();
            case CRT -> crt(silence);
            case NETTY -> throw new IllegalArgumentException("Netty has no such client");
        };
    }

    static SdkAsyncHttpClient netty(Duration silence) {
        return NettyNioAsyncHttpClient.builder()
                .maxConcurrency(CONNECTIONS)
                .readTimeout(silence)
                .build();
    }

    /** By reflection, since it comes with its own class path: not every version of the SDK that can be had has it. */
    private static SdkHttpClient crt(Duration silence) {
        try {
            Object builder = Class.forName("software.amazon.awssdk.http.crt.AwsCrtHttpClient")
                    .getMethod("builder")
                    .invoke(null);
            call(builder, "maxConcurrency", CONNECTIONS);
            Consumer<Object> health = limits -> {
                call(limits, "minimumThroughputInBps", 1L);
                call(limits, "minimumThroughputTimeout", silence);
            };
            call(builder, "connectionHealthConfiguration", health);
            return (SdkHttpClient) call(builder, "build");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the CRT client is not on the class path", e);
        }
    }

    private static Object call(Object target, String name, Object... arguments) {
        try {
            Method method = Stream.of(target.getClass().getMethods())
                    .filter(candidate -> candidate.getName().equals(name) && fits(candidate, arguments))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchMethodException(name));
            method.setAccessible(true);
            return method.invoke(target, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the CRT client is another than this was written for", e);
        }
    }

    private static boolean fits(Method method, Object... arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.length || method.isBridge()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            boolean number = types[i].isPrimitive() && arguments[i] instanceof Number;
            if (!number && !types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }
}
