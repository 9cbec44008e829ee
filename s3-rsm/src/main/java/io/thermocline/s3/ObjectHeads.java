// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.StoreException;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** What is known of objects without reading them, and who wrote them. */
final class ObjectHeads {

    /** The name, in an object's user metadata, of the token by which a writer knows its own object again. */
    static final String WRITER = "thermocline-writer";

    private final S3Client s3;
    private final S3Requests requests;
    private final Attempts attempts;
    private final S3Meters meters;

    ObjectHeads(S3Toolbox tools) {
        this.s3 = tools.s3();
        this.requests = tools.requests();
        this.attempts = tools.attempts();
        this.meters = tools.meters();
    }

    /** See {@link io.thermocline.store.ObjectStore#stat}. */
    ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        HeadObjectResponse head = head(key, deadline);
        if (head.contentLength() == null || head.lastModified() == null) {
            throw new StoreException.Failed(
                    "the server does not say how long or how old object " + key + " is: is it S3?", null);
        }
        return new ObjectStat(head.contentLength(), version(key, head), head.lastModified());
    }

    /** An object that is there, as far as a writer of it cares. */
    record Present(ObjectVersion version, Optional<String> writer) {}

    /** Returns the object under a key, if there is one. */
    Optional<Present> find(ObjectKey key, Deadline deadline) throws StoreException {
        try {
            HeadObjectResponse head = head(key, deadline);
            return Optional.of(new Present(
                    version(key, head), Optional.ofNullable(head.metadata().get(WRITER))));
        } catch (StoreException.NotFound e) {
            return Optional.empty();
        }
    }

    private HeadObjectResponse head(ObjectKey key, Deadline deadline) throws StoreException {
        return attempts.run(S3Action.GET, "looking at object " + key, key, deadline, (number, limit) -> {
            HeadObjectRequest request = requests.head(key, limit).build();
            return meters.count(S3Meters.Kind.HEAD_OBJECT, () -> s3.headObject(request));
        });
    }

    private static ObjectVersion version(ObjectKey key, HeadObjectResponse head) throws StoreException {
        return ETags.version(head.eTag())
                .orElseThrow(() -> new StoreException.Failed("the server gives object " + key + " no ETag", null));
    }
}
