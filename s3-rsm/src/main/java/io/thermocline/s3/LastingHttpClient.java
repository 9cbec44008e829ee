// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client that outlasts an {@code Error}. Apache's closes its whole pool of connections when one request meets an
 * {@code Error}, such as a lack of memory that has long passed, and then refuses all others for ever; so another takes its
 * place.
 */
final class LastingHttpClient implements SdkHttpClient {

    private static final Logger LOG = LoggerFactory.getLogger(LastingHttpClient.class);

    /** Builds one, from what builds the clients underneath. */
    record Builder(SdkHttpClient.Builder<?> each) implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new LastingHttpClient(() -> each.buildWithDefaults(defaults));
        }
    }

    private final Supplier<SdkHttpClient> builder;
    private SdkHttpClient present;
    private boolean closed;

    LastingHttpClient(Supplier<SdkHttpClient> builder) {
        this.builder = builder;
        this.present = builder.get();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        SdkHttpClient client = present();
        return new Request(client, client.prepareRequest(request));
    }

    private synchronized SdkHttpClient present() {
        return present;
    }

    private synchronized void replace(SdkHttpClient broken, Error why) {
        if (broken != present || closed) {
            return;
        }
        LOG.warn("The HTTP client is replaced, because this has closed it: {}", why.toString());
        present = builder.get();
        broken.close();
    }

    private final class Request implements ExecutableHttpRequest {
        private final SdkHttpClient client;
        private final ExecutableHttpRequest request;

        Request(SdkHttpClient client, ExecutableHttpRequest request) {
            this.client = client;
            this.request = request;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            try {
                return request.call();
            } catch (Error e) {
                replace(client, e);
                throw e;
            } catch (IllegalStateException e) {
                throw new IOException("the HTTP client was closed: " + e.getMessage(), e);
            }
        }

        @Override
        public void abort() {
            request.abort();
        }
    }

    @Override
    public String clientName() {
        return present().clientName();
    }

    @Override
    public void close() {
        SdkHttpClient last;
        synchronized (this) {
            closed = true;
            last = present;
        }
        last.close();
    }
}
