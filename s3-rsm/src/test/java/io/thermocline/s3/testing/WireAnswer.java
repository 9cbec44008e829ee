// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** An answer that the wire gives by itself. */
record WireAnswer(int status, String type, String body) {

    /** Returns an answer that says what went wrong as S3 does. */
    static WireAnswer error(int status, String code) {
        return new WireAnswer(status, "application/xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>by script</Message><RequestId>wire</RequestId></Error>""".formatted(code));
    }

    /** Returns the page that a gateway shows to browsers. */
    static WireAnswer page(int status, String html) {
        return new WireAnswer(status, "text/html", html);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    WireHead head() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        return new WireHead(
                "HTTP/1.1 " + status + " By Script",
                List.of(
                        new WireHead.Header("Content-Type", type),
                        new WireHead.Header("Content-Length", String.valueOf(bytes().length)),
                        new WireHead.Header("x-amz-request-id", "wire"),
                        new WireHead.Header("Date", date)));
    }
}
