// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Tries in the bucket, with five requests, what will be needed: list, put, refuse a second creation, read, delete. Each
 * failure says which permission its step takes.
 */
final class BucketCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);
    private static final byte[] BYTES = "thermocline".getBytes(StandardCharsets.US_ASCII);
    private static final Duration CLEAN_UP_TIME = Duration.ofSeconds(2);

    private final S3Toolbox tools;
    private final BackgroundRetries retries;
    private final ObjectKey key;
    private final String prefix;

    /**
     * @param retries delete what a check that fails may leave
     */
    BucketCheck(S3Toolbox tools, StoreContext context, BackgroundRetries retries) {
        this.tools = tools;
        this.retries = retries;
        this.prefix = context.keyPrefix();
        // The same at every start: what a process that was killed leaves here, the next one takes away.
        this.key = new ObjectKey(prefix + "check/" + context.owner());
    }

    void run(Deadline deadline) throws StoreException {
        step(S3Action.LIST, "listing '" + prefix + "'", deadline, this::list);
        try {
            step(S3Action.PUT, "putting object " + key, deadline, this::put);
        } catch (StoreException.Unavailable | StoreException.Interrupted e) {
            // Whether it is there, nobody knows.
            cleanUp();
            throw e;
        }
        boolean read = false;
        try {
            createAgain(deadline);
            step(S3Action.GET, "reading object " + key, deadline, this::read);
            read = true;
        } finally {
            if (!read) {
                cleanUp();
            }
        }
        try {
            step(S3Action.DELETE, "deleting object " + key, deadline, this::delete);
        } catch (StoreException.Unavailable | StoreException.Interrupted e) {
            cleanUp();
            throw e;
        }
    }

    private interface Step {
        void make(Duration limit) throws StoreException;
    }

    private void step(S3Action action, String doing, Deadline deadline, Step step) throws StoreException {
        try {
            tools.attempts().run(action, doing, key, deadline, (number, limit) -> {
                step.make(limit);
                return null;
            });
        } catch (StoreException.NotFound e) {
            throw new StoreException.Failed(
                    doing + " failed: the server says that there is no such thing: is it S3? mend s3.endpoint", e);
        }
    }

    private void list(Duration limit) {
        tools.meters()
                .count(
                        S3Meters.Kind.LIST_OBJECTS,
                        () -> tools.s3()
                                .listObjectsV2(
                                        tools.requests().list(prefix, 1, limit).build()));
    }

    private void put(Duration limit) {
        tools.meters().count(S3Meters.Kind.PUT_OBJECT, () -> put(request(limit)));
    }

    private void create(Duration limit) {
        // That it is refused is what the check is about: no failure to count.
        tools.meters()
                .count(
                        S3Meters.Kind.PUT_OBJECT,
                        answer -> answer.statusCode() == 412,
                        () -> put(request(limit).ifNoneMatch("*")));
    }

    private PutObjectRequest.Builder request(Duration limit) {
        return tools.requests().put(key, Map.of()).overrideConfiguration(S3Requests.within(limit));
    }

    private PutObjectResponse put(PutObjectRequest.Builder request) {
        return tools.s3().putObject(request.build(), RequestBody.fromBytes(BYTES));
    }

    /** A server that knows no conditions serves segments all the same. */
    private void createAgain(Deadline deadline) throws StoreException {
        String outcome = "takes no notice of them";
        try {
            step(S3Action.PUT, "creating object " + key + " again", deadline, this::create);
        } catch (StoreException.PreconditionFailed asItShouldBe) {
            LOG.debug("The server honours conditions of puts");
            return;
        } catch (StoreException.Failed e) {
            outcome = "refuses them: " + e.getMessage();
        }
        LOG.warn(
                "Conditions of puts (If-None-Match) do not work: the server {}. A metadata manager that keeps its records in"
                        + " this bucket would not be safe with more than one broker. Segments are not affected.",
                outcome);
    }

    private void read(Duration limit) throws StoreException {
        ResponseBytes<GetObjectResponse> object = tools.meters()
                .count(
                        S3Meters.Kind.GET_OBJECT,
                        () -> tools.s3()
                                .getObject(tools.requests().get(key, limit).build(), ResponseTransformer.toBytes()));
        if (!Arrays.equals(object.asByteArrayUnsafe(), BYTES)) {
            throw new StoreException.Corrupt(
                    "the object " + key + " has other bytes than were put: is it S3? mend s3.endpoint");
        }
    }

    private void delete(Duration limit) {
        tools.meters()
                .count(
                        S3Meters.Kind.DELETE_OBJECT,
                        () -> tools.s3().deleteObject(tools.requests().delete(key, limit)));
    }

    /** Takes away what a check that failed may have put, even if it failed because its time was up; if need be, later. */
    private void cleanUp() {
        retries.now("Deleting the object " + key + " of the check at start", end -> {
            step(S3Action.DELETE, "deleting object " + key, Deadline.after(end.remaining(CLEAN_UP_TIME)), this::delete);
            return true;
        });
    }
}
