// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Bounds all that the SDK reads into memory by itself: every answer but the bytes of objects, whatever its length. */
final class BoundedAnswers implements ExecutionInterceptor {

    /** A page of a thousand keys has less than two megabytes. */
    private static final long MOST_BYTES = 8 * S3Settings.MIB;

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean bytesOfObject = context.request() instanceof GetObjectRequest
                && context.httpResponse().isSuccessful();
        return bytesOfObject ? context.responseBody() : context.responseBody().map(Bounded::new);
    }

    private static final class Bounded extends OneWayStream {
        private long left = MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, length);
            left -= Math.max(n, 0);
            if (left < 0) {
                throw new IOException("the answer has more than " + MOST_BYTES + " bytes, which no answer of S3 has");
            }
            return n;
        }
    }
}
