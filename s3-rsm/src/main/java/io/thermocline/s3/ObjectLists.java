// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ListedObject;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Listings. Objects whose keys no object of ours can have, such as the folders that consoles make, are passed over. */
final class ObjectLists {

    private static final int LARGEST_PAGE = 1000;

    private final S3Toolbox tools;

    ObjectLists(S3Toolbox tools) {
        this.tools = tools;
    }

    /** See {@link io.thermocline.store.ObjectStore#list}. */
    ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline) throws StoreException {
        String after = startAfter.map(ObjectKey::value).orElse(null);
        while (true) {
            List<S3Object> all = new ArrayList<>();
            boolean more = ask(prefix, after, limit, deadline, all) && !all.isEmpty();
            List<ListedObject> objects = representable(prefix, all);
            if (!objects.isEmpty() || !more) {
                return page(prefix, startAfter, objects, more);
            }
            String last = all.get(all.size() - 1).key();
            if (last.equals(after)) {
                throw circle(prefix, last);
            }
            after = last;
        }
    }

    /** Adds what the server lists to {@code all}, and returns whether it says that there is more. */
    private boolean ask(String prefix, String after, int limit, Deadline deadline, List<S3Object> all)
            throws StoreException {
        ObjectKey about = new ObjectKey("list");
        ListObjectsV2Response answer = tools.attempts()
                .run(S3Action.LIST, "listing '" + prefix + "'", about, deadline, (number, attemptLimit) -> {
                    ListObjectsV2Request request = tools.requests()
                            .list(prefix, Math.min(limit, LARGEST_PAGE), attemptLimit)
                            .startAfter(after)
                            .build();
                    return tools.meters()
                            .count(S3Meters.Kind.LIST_OBJECTS, () -> tools.s3().listObjectsV2(request));
                });
        all.addAll(answer.contents());
        return Boolean.TRUE.equals(answer.isTruncated());
    }

    private static List<ListedObject> representable(String prefix, List<S3Object> all) throws StoreException {
        List<ListedObject> objects = new ArrayList<>();
        for (S3Object object : all) {
            if (object.key() == null || object.size() == null || object.lastModified() == null) {
                throw new StoreException.Failed(
                        "listing '%s' failed: the server lists an object without its key, its length or its age: is it S3?"
                                .formatted(prefix),
                        null);
            }
            key(object.key())
                    .ifPresent(key -> objects.add(new ListedObject(key, object.size(), object.lastModified())));
        }
        return objects;
    }

    /** Returns a key that a server has named, unless no object of ours can have it. */
    static Optional<ObjectKey> key(String named) {
        try {
            return Optional.of(new ObjectKey(named));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    private static ListPage page(
            String prefix, Optional<ObjectKey> startAfter, List<ListedObject> objects, boolean more)
            throws StoreException {
        if (startAfter.isPresent() && !objects.isEmpty() && objects.get(0).key().compareTo(startAfter.get()) <= 0) {
            throw circle(prefix, startAfter.get().value());
        }
        return new ListPage(objects, more);
    }

    private static StoreException circle(String prefix, String after) {
        return new StoreException.Failed(
                "listing '%s' gets no further than '%s': the server begins anew there".formatted(prefix, after), null);
    }
}
