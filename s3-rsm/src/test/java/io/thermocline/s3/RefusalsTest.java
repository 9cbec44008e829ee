// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.s3.testing.S3RequestKind;
import io.thermocline.store.Deadline;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to whoever is refused: which permission it takes, whatever was done, and nothing that is not about it. */
class RefusalsTest extends UploadFixture {

    private static final ObjectKey OTHER = new ObjectKey("segments/other");

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private ThrowingCallable doing(S3RequestKind kind) {
        return switch (kind) {
            case PUT -> () -> put(small);
            case CREATE_UPLOAD, PART, COMPLETE -> () -> put(large);
            case LIST -> () -> store.list("segments/", Optional.empty(), 10, soon());
            case DELETE -> () -> store.delete(List.of(KEY), soon());
            case DELETE_MANY -> () -> store.delete(List.of(KEY, OTHER), soon());
            case GET -> () -> store.read(KEY, 0, soon(), ByteBuffer.allocate(1));
            case HEAD -> () -> store.stat(KEY, soon());
            default -> throw new IllegalArgumentException(kind.label());
        };
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, s3:PutObject",
        "CREATE_UPLOAD, s3:PutObject",
        "PART, s3:PutObject",
        "COMPLETE, s3:PutObject",
        "LIST, s3:ListBucket",
        "DELETE, s3:DeleteObject",
        "DELETE_MANY, s3:DeleteObject"
    })
    void theOneThatIsMissingIsNamed(S3RequestKind kind, String permission) {
        wire.every(kind).answers(403, "AccessDenied");

        assertThatThrownBy(doing(kind))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageEndingWith(
                        "may not do this to bucket " + bucket.name() + " [this takes " + permission + "]");
    }

    /** S3 says the same of an object that is not there, to those who may not list. */
    @ParameterizedTest
    @CsvSource({"GET", "HEAD"})
    void aReaderIsToldThatTheObjectMayBeMissing(S3RequestKind kind) {
        wire.every(kind).answers(403, "AccessDenied");

        assertThatThrownBy(doing(kind))
                .isInstanceOf(StoreException.Denied.class)
                .hasMessageContainingAll("[this takes s3:GetObject]", "the object does not exist", "s3:ListBucket");
    }

    /** Of an object that is to be put, or of a listing, none can be missing. */
    @ParameterizedTest
    @CsvSource({"PUT", "CREATE_UPLOAD", "LIST"})
    void aPageThatIsNotFoundIsNoMissingObject(S3RequestKind kind) {
        wire.every(kind).answersPage(404, "<html>Not found</html>");

        assertThatThrownBy(doing(kind))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageContaining("is it S3? mend s3.endpoint");
    }

    @Test
    void aServerThatCannotDeleteManyIsNotAskedAboutStorageClasses() {
        wire.every(S3RequestKind.DELETE_MANY).answers(501, "NotImplemented");

        assertThatThrownBy(doing(S3RequestKind.DELETE_MANY))
                .isInstanceOf(StoreException.Failed.class)
                .hasMessageEndingWith("the server cannot do this: by script");
    }
}
