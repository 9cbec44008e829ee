// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.testing.VirtualClock;
import io.thermocline.store.wrap.RateLimit;
import io.thermocline.store.wrap.RateLimitedObjectStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A limit of bandwidth over an upload in parts, on a clock that is passed in. */
class UploadRateTest {

    private static final int MIB = 1024 * 1024;
    private static final ObjectKey KEY = new ObjectKey("segments/object");
    private static final int LENGTH = 21 * MIB;

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final VirtualClock clock = new VirtualClock();
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));

    UploadRateTest() {
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
    }

    @AfterEach
    void close() {
        wire.close();
        bucket.close();
    }

    private double secondsToPut(int parallelism) throws Exception {
        settings.put("upload.parallelism", Integer.toString(parallelism));
        double begin = clock.elapsed().toNanos() / 1e9;
        try (RateLimitedObjectStore store = new RateLimitedObjectStore(
                Stores.open(settings), Optional.empty(), Optional.of(new RateLimit("upload.max", MIB)), clock)) {
            store.put(KEY, ObjectContent.of(new byte[LENGTH]), PutMode.overwrite());
        }
        return clock.elapsed().toNanos() / 1e9 - begin;
    }

    @Test
    void partsOneAfterAnotherTakeExactlyWhatTheLimitSays() throws Exception {
        assertThat(secondsToPut(1)).isEqualTo(LENGTH / MIB - 1, within(0.001));
    }

    @Test
    void partsAtOnceShareTheLimit() throws Exception {
        // Who waits at once on this clock makes it later for all: there is no upper bound that means anything.
        assertThat(secondsToPut(4)).isGreaterThan(LENGTH / MIB - 1 - 0.001);
    }

    @Test
    void aPartThatIsSentAgainIsPaidForAgain() throws Exception {
        wire.next(S3RequestKind.PART).losesAnswer();

        assertThat(secondsToPut(1)).isEqualTo((LENGTH + 5 * MIB) / MIB - 1, within(0.001));
    }
}
