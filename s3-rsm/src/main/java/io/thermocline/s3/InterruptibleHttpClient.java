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
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client whose requests end at once when their thread is interrupted or gives them up, connection and all. A thread
 * that waits for a socket hears of an interrupt only when the server says something; until then it and the connection would
 * be lost to others. Nor does closing a body end the wait for it: Apache's client reads it to its end first, for the sake
 * of the connection.
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
        Guard guard = new Guard(request.httpRequest().method());
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

        private final SdkHttpMethod method;
        private volatile Abortable request;

        Guard(SdkHttpMethod method) {
            this.method = method;
        }

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

    /**
     * A body that may be given up. The SDK, too, just closes what it does not read, when it notices an interrupt between
     * head and body for example, and until it is done the thread is not interrupted any more.
     */
    private static final class GuardedBody extends OneWayStream {
        private static final int SHORT_REST_PIECES = 64;
        private static final int PIECE_BYTES = 1024;

        private final Guard guard;
        private boolean begun;
        private boolean closed;

        GuardedBody(InputStream in, Guard guard) {
            super(in);
            this.guard = guard;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            begun = true;
            return guard.during(() -> in.read(target, offset, length));
        }

        /** Keeps the connection if what is left is hardly worth a word, such as the end of the last chunk. */
        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            if (isUnwanted() || !endsSoon()) {
                guard.request.abort();
            }
            in.close();
        }

        /** Who asks for something reads it; the answers to other requests may be of no interest. */
        private boolean isUnwanted() {
            return !begun && guard.method == SdkHttpMethod.GET;
        }

        private boolean endsSoon() {
            byte[] rest = new byte[PIECE_BYTES];
            try {
                for (int i = 0; i < SHORT_REST_PIECES; i++) {
                    if (read(rest, 0, rest.length) < 0) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                return false;
            }
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
