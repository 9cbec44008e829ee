// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer, and its body where that is text. */
final class Answer {

    private final int status;
    private final String body;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private long declaredLength;

    private Answer(int status, String body) {
        this.status = status;
        this.body = body;
        this.declaredLength = body.getBytes(StandardCharsets.UTF_8).length;
    }

    static Answer empty(int status) {
        return new Answer(status, "");
    }

    static Answer xml(String root, String content) {
        return new Answer(200, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><%s>%s</%s>".formatted(root, content, root))
                .with("Content-Type", "application/xml");
    }

    static Answer error(int status, String code) {
        return new Answer(
                        status,
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
                                .formatted(code, code))
                .with("Content-Type", "application/xml");
    }

    static Answer tagged(String etag) {
        return empty(200).with("ETag", '"' + etag + '"');
    }

    /** Begins the answer that is an object, or would be. */
    static Answer object(int status, StoredObject object) {
        Answer answer = empty(status)
                .with("ETag", '"' + object.etag() + '"')
                .with("Last-Modified", Connection.httpDate(object.modified()))
                .with("Accept-Ranges", "bytes")
                .with("Content-Type", "application/octet-stream");
        object.metadata().forEach(answer::with);
        answer.declaredLength = object.length();
        return answer;
    }

    Answer with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    long length() {
        return declaredLength;
    }

    String head(long length) {
        // Not without a header: one of the SDK's clients would not see the status.
        StringBuilder text =
                new StringBuilder(400).append("HTTP/1.1 ").append(status).append(" It is so\r\nServer: benchmarks\r\n");
        headers.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        if (status != 204) {
            text.append("Content-Length: ").append(length).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    String whole() {
        return head(length()) + body;
    }
}
