// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3Bucket;
import io.thermocline.s3.testing.S3Quirk;
import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.s3.testing.S3Server;
import io.thermocline.s3.testing.S3Wire;
import io.thermocline.s3.testing.WireRequest;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.PutMode;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What new objects get, and what goes with every request: which headers are on the wire, on which requests. */
class ObjectSettingsTest {

    private static final int MIB = 1024 * 1024;
    /** A key that the server has, if it has keys. */
    private static final String KMS_KEY = System.getProperty("thermocline.s3.kms.key", "tests-key");

    private static final ObjectKey SMALL = new ObjectKey("segments/small");
    private static final ObjectKey LARGE = new ObjectKey("segments/large");
    private static final ObjectKey EMPTY = new ObjectKey("segments/empty");
    /** S3 wants to know at the beginning of an object what it will be, and refuses to hear it again with a part. */
    private static final Set<S3RequestKind> BEGINNINGS = EnumSet.of(S3RequestKind.PUT, S3RequestKind.CREATE_UPLOAD);
    /** All kinds of requests that the store makes. */
    private static final Set<S3RequestKind> ALL = EnumSet.of(
            S3RequestKind.PUT,
            S3RequestKind.CREATE_UPLOAD,
            S3RequestKind.PART,
            S3RequestKind.COMPLETE,
            S3RequestKind.ABORT,
            S3RequestKind.LIST_UPLOADS,
            S3RequestKind.GET,
            S3RequestKind.HEAD,
            S3RequestKind.LIST,
            S3RequestKind.DELETE,
            S3RequestKind.DELETE_MANY);

    private final S3Bucket bucket = S3Server.ofTests().newBucket();
    private final S3Wire wire = S3Wire.to(bucket.server());
    private final Map<String, String> settings = new HashMap<>(bucket.settings(wire));

    @BeforeEach
    void parts() {
        settings.put("upload.part.bytes", Integer.toString(5 * MIB));
        settings.put("s3.max.attempts", "1");
    }

    @AfterEach
    void close() {
        wire.close();
        bucket.close();
    }

    /** Makes every kind of request, whatever the server says to it. */
    private void doEverything() throws Exception {
        try (S3ObjectStore store = Stores.open(settings)) {
            attempt(() -> store.put(SMALL, ObjectContent.of(new byte[10]), PutMode.overwrite()));
            attempt(() -> store.put(LARGE, ObjectContent.of(new byte[6 * MIB]), PutMode.overwrite()));
            attempt(() -> store.read(SMALL, 0, Deadline.never(), ByteBuffer.allocate(10)));
            attempt(() -> store.stat(SMALL, Deadline.never()));
            attempt(() -> store.list("", Optional.empty(), 10, Deadline.never()));
            attempt(() -> store.delete(List.of(SMALL), Deadline.never()));
            attempt(() -> store.delete(List.of(SMALL, LARGE), Deadline.never()));
            wire.next(S3RequestKind.COMPLETE).answers(403, "AccessDenied");
            attempt(() -> store.put(LARGE, ObjectContent.of(new byte[6 * MIB]), PutMode.overwrite()));
            wire.counts().awaitCount(S3RequestKind.LIST_UPLOADS, 1);
        }
        assertThat(wire.counts().requests()).extracting(WireRequest::kind).containsAll(ALL);
    }

    private interface Attempt {
        void make() throws Exception;
    }

    private static void attempt(Attempt attempt) throws Exception {
        try {
            attempt.make();
        } catch (StoreException refused) {
            // Not every server has what is asked for.
            return;
        }
    }

    private void onlyOn(Set<S3RequestKind> kinds, String header, String value) {
        Map<S3RequestKind, Optional<String>> seen = new TreeMap<>();
        for (WireRequest request : wire.counts().requests()) {
            Optional<String> said = request.header(header);
            seen.merge(request.kind(), said, (a, b) -> a.equals(b) ? a : Optional.of(a + " and " + b));
        }
        Map<S3RequestKind, Optional<String>> expected = new TreeMap<>();
        for (S3RequestKind kind : seen.keySet()) {
            expected.put(kind, kinds.contains(kind) ? Optional.of(value) : Optional.empty());
        }
        assertThat(seen).as(header).isEqualTo(expected);
    }

    @Test
    void withoutSettingsThereAreNone() throws Exception {
        doEverything();

        for (String header : List.of(
                "x-amz-server-side-encryption",
                "x-amz-server-side-encryption-aws-kms-key-id",
                "x-amz-storage-class",
                "x-amz-tagging",
                "x-amz-request-payer",
                "x-amz-expected-bucket-owner",
                "x-amz-security-token",
                "x-amz-acl")) {
            onlyOn(Set.of(), header, "");
        }
    }

    @Test
    void encryptionByKeysOfS3() throws Exception {
        settings.put("s3.sse", "AES256");

        doEverything();

        onlyOn(BEGINNINGS, "x-amz-server-side-encryption", "AES256");
    }

    @Test
    void encryptionByAKeyOfKms() throws Exception {
        settings.put("s3.sse", "aws:kms");
        settings.put("s3.sse.kms.key.id", KMS_KEY);

        doEverything();

        onlyOn(BEGINNINGS, "x-amz-server-side-encryption", "aws:kms");
        onlyOn(BEGINNINGS, "x-amz-server-side-encryption-aws-kms-key-id", KMS_KEY);
    }

    @Test
    void storageClassAndTags() throws Exception {
        settings.put("s3.storage.class", "STANDARD_IA");
        settings.put("s3.object.tags", "team=data platform, cost-center=a/b=c");

        doEverything();

        onlyOn(BEGINNINGS, "x-amz-storage-class", "STANDARD_IA");
        onlyOn(BEGINNINGS, "x-amz-tagging", "team=data%20platform&cost-center=a%2Fb%3Dc");
    }

    @Test
    void whoPaysAndWhoMustOwnTheBucketGoesWithEveryRequest() throws Exception {
        settings.put("s3.requester.pays", "true");
        settings.put("s3.expected.bucket.owner", "123456789012");

        doEverything();

        onlyOn(ALL, "x-amz-request-payer", "requester");
        onlyOn(ALL, "x-amz-expected-bucket-owner", "123456789012");
    }

    private void putSmallAndLarge() throws Exception {
        Assumptions.assumeFalse(bucket.server().has(S3Quirk.FORGETS_OBJECT_SETTINGS));
        try (S3ObjectStore store = Stores.open(settings)) {
            store.put(SMALL, ObjectContent.of(new byte[10]), PutMode.overwrite());
            store.put(LARGE, ObjectContent.of(new byte[6 * MIB]), PutMode.overwrite());
            ByteBuffer read = ByteBuffer.allocate(6 * MIB);
            store.read(LARGE, 0, Deadline.never(), read);
            assertThat(read.array()).isEqualTo(new byte[6 * MIB]);
        }
    }

    private HeadObjectResponse head(ObjectKey key) {
        return bucket.client()
                .headObject(request -> request.bucket(bucket.name()).key(key.value()));
    }

    @Test
    void tagsAreKept() throws Exception {
        settings.put("s3.object.tags", "team=data platform, cost-center=a/b=c");

        putSmallAndLarge();

        boolean forgetful = bucket.server().has(S3Quirk.FORGETS_TAGS_OF_UPLOADS);
        for (ObjectKey key : forgetful ? List.of(SMALL) : List.of(SMALL, LARGE)) {
            assertThat(bucket.client()
                            .getObjectTagging(
                                    request -> request.bucket(bucket.name()).key(key.value()))
                            .tagSet())
                    .as(key.value())
                    .extracting(tag -> tag.key() + " is " + tag.value())
                    .containsExactlyInAnyOrder("team is data platform", "cost-center is a/b=c");
        }
    }

    @Test
    void theStorageClassIsKept() throws Exception {
        settings.put("s3.storage.class", "STANDARD_IA");

        putSmallAndLarge();

        assertThat(head(SMALL).storageClass()).isEqualTo(StorageClass.STANDARD_IA);
        assertThat(head(LARGE).storageClass()).isEqualTo(StorageClass.STANDARD_IA);
    }

    @Test
    void theKeyOfKmsIsUsed() throws Exception {
        settings.put("s3.sse", "aws:kms");
        settings.put("s3.sse.kms.key.id", KMS_KEY);

        putSmallAndLarge();

        assertThat(head(SMALL).serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head(LARGE).serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
    }

    @Test
    void aStorageClassAndAKeyThatTheServerDoesNotHaveAreToldAtTheStart() {
        Assumptions.assumeFalse(bucket.server().has(S3Quirk.FORGETS_OBJECT_SETTINGS));
        settings.put("startup.check", "fail");
        settings.put("s3.storage.class", "FANCY");
        assertThatThrownBy(this::start).hasMessageContaining("s3.storage.class");

        settings.remove("s3.storage.class");
        settings.put("s3.sse", "aws:kms");
        settings.put("s3.sse.kms.key.id", "nobodys-key");
        assertThatThrownBy(this::start).hasMessageContaining("s3.sse.kms.key.id");
        assertThat(bucket.keys()).isEmpty();
    }

    private void start() {
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
        }
    }
}
