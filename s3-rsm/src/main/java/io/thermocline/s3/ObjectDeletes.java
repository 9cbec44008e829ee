// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes: one object by its own request, many by requests of up to a thousand keys. */
final class ObjectDeletes {

    private static final int MOST_AT_ONCE = 1000;

    private final S3Toolbox tools;

    ObjectDeletes(S3Toolbox tools) {
        this.tools = tools;
    }

    /** See {@link io.thermocline.store.ObjectStore#delete}. */
    void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        List<ObjectKey> all = new ArrayList<>(keys);
        if (all.size() == 1) {
            deleteOne(all.get(0), deadline);
            return;
        }
        for (int from = 0; from < all.size(); from += MOST_AT_ONCE) {
            deleteMany(all.subList(from, Math.min(all.size(), from + MOST_AT_ONCE)), deadline);
        }
    }

    private void deleteOne(ObjectKey key, Deadline deadline) throws StoreException {
        try {
            tools.attempts()
                    .run(
                            S3Action.DELETE,
                            "deleting object " + key,
                            key,
                            deadline,
                            (number, limit) -> tools.meters()
                                    .count(
                                            S3Meters.Kind.DELETE_OBJECT,
                                            () -> tools.s3()
                                                    .deleteObject(
                                                            tools.requests().delete(key, limit))));
        } catch (StoreException.NotFound gone) {
            return;
        }
    }

    private void deleteMany(List<ObjectKey> keys, Deadline deadline) throws StoreException {
        String doing = "deleting %d objects from %s on".formatted(keys.size(), keys.get(0));
        Delete delete = Delete.builder()
                .quiet(true)
                .objects(keys.stream()
                        .map(key -> ObjectIdentifier.builder().key(key.value()).build())
                        .toList())
                .build();
        tools.attempts().run(S3Action.DELETE, doing, keys.get(0), deadline, (number, limit) -> {
            DeleteObjectsRequest request =
                    tools.requests().deleteMany(limit).delete(delete).build();
            DeleteObjectsResponse answer = tools.meters()
                    .count(S3Meters.Kind.DELETE_OBJECTS, () -> tools.s3().deleteObjects(request));
            for (S3Error error : answer.errors()) {
                if (!"NoSuchKey".equals(error.code())) {
                    throw refused(error, answer.errors().size(), keys.size());
                }
            }
            return null;
        });
    }

    private static StoreException refused(S3Error error, int failed, int all) {
        String message = "deleting object %s failed, and %d of %d in all: S3 says %s: %s"
                .formatted(error.key(), failed, all, error.code(), error.message());
        return switch (String.valueOf(error.code())) {
            case "AccessDenied" ->
                new StoreException.Denied(
                        message + "; the credentials need s3:DeleteObject, or the object is locked", null);
            case "SlowDown" -> new StoreException.Unavailable(message, null, true);
            case "InternalError", "ServiceUnavailable" -> new StoreException.Unavailable(message, null);
            default -> new StoreException.Failed(message, null);
        };
    }
}
