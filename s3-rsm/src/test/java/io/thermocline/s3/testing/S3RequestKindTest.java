// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3RequestKindTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /bucket/a/b, GET",
        "HEAD, /bucket/a/b, HEAD",
        "PUT, /bucket/a/b, PUT",
        "DELETE, /bucket/a/b, DELETE",
        "GET, /bucket/a?x-id=GetObject, GET",
        "POST, /bucket?delete, DELETE_MANY",
        "POST, /bucket/?delete=, DELETE_MANY",
        "GET, /bucket?list-type=2&prefix=a, LIST",
        "GET, /bucket, LIST",
        "GET, /bucket?versions, LIST",
        "POST, /bucket/a?uploads, CREATE_UPLOAD",
        "PUT, /bucket/a?partNumber=1&uploadId=u, PART",
        "POST, /bucket/a?uploadId=u, COMPLETE",
        "DELETE, /bucket/a?uploadId=u, ABORT",
        "GET, /bucket/a?uploadId=u, LIST_PARTS",
        "GET, /bucket?uploads, LIST_UPLOADS",
        "GET, /bucket?versioning, BUCKET",
        "PUT, /bucket, BUCKET",
        "HEAD, /bucket, BUCKET",
        "PUT, /bucket/a?tagging, OTHER",
        "GET, /, OTHER",
    })
    void tellsWhatARequestAsksFor(String method, String target, S3RequestKind kind) {
        assertThat((Object) request(method, target).kind()).isEqualTo(kind);
    }

    @Test
    void decodesKeysAndParameters() {
        WireRequest request = request("GET", "/bucket/a%20b+c/%C3%BC?prefix=x%2Fy%26z&empty");

        assertThat(request.bucket()).isEqualTo("bucket");
        assertThat(request.key()).isEqualTo("a b+c/ü");
        assertThat(request.query("prefix")).contains("x/y&z");
        assertThat(request.query("empty")).contains("");
        assertThat(request.query("other")).isEmpty();
    }

    private static WireRequest request(String method, String target) {
        return new WireRequest(new WireHead(method + " " + target + " HTTP/1.1", List.of()));
    }
}
