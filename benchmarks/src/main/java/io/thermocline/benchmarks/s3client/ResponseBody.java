// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3client;

import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;

/** A body as the SDK gives it. */
final class ResponseBody extends S3Calls.Body {

    private final ResponseInputStream<?> body;

    ResponseBody(ResponseInputStream<?> body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        return body.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return body.read(target, offset, length);
    }

    @Override
    public void abort() {
        body.abort();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
