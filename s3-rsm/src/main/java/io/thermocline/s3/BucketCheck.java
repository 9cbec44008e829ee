// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries in the bucket what will be needed: list, create, refuse a second creation, read, delete. */
final class BucketCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);
    private static final byte[] BYTES = "thermocline".getBytes(StandardCharsets.US_ASCII);

    private final S3ObjectStore store;
    private final ObjectKey key;
    private final String prefix;

    BucketCheck(S3ObjectStore store, StoreContext context) {
        this.store = store;
        this.prefix = context.keyPrefix();
        this.key = new ObjectKey(prefix + "check/" + context.owner() + "-" + UUID.randomUUID());
    }

    void run(Deadline deadline) throws StoreException {
        store.list(prefix, Optional.empty(), 1, deadline);
        try {
            create();
            try {
                create();
                LOG.warn(
                        "The server ignores conditions of puts (If-None-Match): a metadata manager that keeps its records"
                                + " in this bucket would not be safe with more than one broker. Segments are not affected.");
            } catch (StoreException.PreconditionFailed asItShouldBe) {
                LOG.debug("The server honours conditions of puts");
            }
            ByteBuffer read = ByteBuffer.allocate(BYTES.length);
            store.read(key, 0, deadline, read);
            if (!read.flip().equals(ByteBuffer.wrap(BYTES))) {
                throw new StoreException.Corrupt("the object " + key + " has other bytes than were put");
            }
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException.Failed("checking the bucket failed: " + e.getMessage(), e);
        } finally {
            store.delete(List.of(key), deadline);
        }
    }

    private void create() throws IOException {
        store.put(key, ObjectContent.of(BYTES), PutMode.createOnly());
    }
}
