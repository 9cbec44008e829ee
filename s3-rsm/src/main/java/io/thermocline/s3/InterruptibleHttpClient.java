// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.util.Optional;
import software.amazon.awssdk.http.Abortable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client whose requests end at once when their thread is interrupted, connection and all. A thread that waits for
 * a socket hears of an interrupt only when the server says something; until then it and the connection would be lost to
 * others.
 */
record InterruptibleHttpClient(SdkHttpClient client) implements SdkHttpClient {

    /** Builds one, from what builds the client underneath. */
    record Builder(SdkHttpClient.Builder<?> inner) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new InterruptibleHttpClient(inner.buildWithDefaults(defaults));
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        Guard guard = new Guard();
        HttpExecuteRequest.Builder guarded = HttpExecuteRequest.builder().request(request.httpRequest());
        request.contentStreamProvider()
                .ifPresent(content -> guarded.contentStreamProvider(new GuardedContent(content, guard)));
        request.metricCollector().ifPresent(guarded::metricCollector);
        ExecutableHttpRequest prepared = client.prepareRequest(guarded.build());
        guard.request = prepared;
        return new GuardedRequest(prepared, guard);
    }

    /** What an interrupt closes: in place of a channel, the request. */
    private static final class Guard extends AbstractInterruptibleChannel {

        private volatile Abortable request;

        @Override
        protected void implCloseChannel() {
            request.abort();
        }

        interface Io<T> {
            T make() throws IOException;
        }

        /** Does something that an interrupt, one from before included, ends. */
        <T> T during(Io<T> io) throws IOException {
            boolean completed = false;
            begin();
            try {
                T result = io.make();
                completed = true;
                return result;
            } finally {
                end(completed);
            }
        }

        /** Guards this thread again, after a channel has guarded it for itself. */
        void again() {
            begin();
        }
    }

    private record GuardedRequest(ExecutableHttpRequest request, Guard guard) implements ExecutableHttpRequest {
        @Override
        public HttpExecuteResponse call() throws IOException {
            HttpExecuteResponse answer = guard.during(request::call);
            Optional<AbortableInputStream> body = answer.responseBody();
            return HttpExecuteResponse.builder()
                    .response(answer.httpResponse())
                    .responseBody(body.map(in -> AbortableInputStream.create(new GuardedBody(in, guard), in))
                            .orElse(null))
                    .build();
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    private static final class GuardedBody extends OneWayStream {
        private final Guard guard;

        GuardedBody(InputStream in, Guard guard) {
            super(in);
            this.guard = guard;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return guard.during(() -> in.read(target, offset, length));
        }
    }

    /** Content that comes from a channel ends the guard over the request that it is read for. */
    private record GuardedContent(ContentStreamProvider content, Guard guard) implements ContentStreamProvider {
        @Override
        public InputStream newStream() {
            return new OneWayStream(content.newStream()) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int n = in.read(target, offset, length);
                    guard.again();
                    return n;
                }
            };
        }
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
