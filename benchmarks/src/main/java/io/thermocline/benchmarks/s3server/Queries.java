// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import io.thermocline.s3.testing.S3RequestKind;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The requests whose bodies and answers are small: all but those that carry objects. */
final class Queries {

    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
    private static final Pattern PART_NUMBER = Pattern.compile("<PartNumber>(\\d+)</PartNumber>");

    private final StoredObjects objects;

    Queries(StoredObjects objects) {
        this.objects = objects;
    }

    /** Returns under which name an object is stored. */
    static String name(RequestHead head) {
        return head.bucket() + "/" + head.key();
    }

    Answer answer(RequestHead head, S3RequestKind kind, String body) {
        return switch (kind) {
            case HEAD ->
                objects.find(name(head))
                        .map(object -> Answer.object(200, object))
                        .orElseGet(() -> Answer.error(404, "NoSuchKey"));
            case DELETE -> {
                objects.delete(name(head));
                yield Answer.empty(204);
            }
            case DELETE_MANY -> deleteMany(head, body);
            case LIST -> list(head);
            case CREATE_UPLOAD ->
                Answer.xml(
                        "InitiateMultipartUploadResult",
                        element("Bucket", head.bucket())
                                + element("Key", head.key())
                                + element("UploadId", objects.begin(name(head), Connection.metadata(head))));
            case COMPLETE -> complete(head, body);
            case ABORT ->
                objects.abort(head.query().get("uploadId")) ? Answer.empty(204) : Answer.error(404, "NoSuchUpload");
            case LIST_UPLOADS ->
                Answer.xml(
                        "ListMultipartUploadsResult",
                        element("Bucket", head.bucket()) + element("IsTruncated", "false"));
            case BUCKET -> head.method().equals("DELETE") ? Answer.empty(204) : Answer.empty(200);
            default -> Answer.error(501, "NotImplemented");
        };
    }

    private Answer deleteMany(RequestHead head, String body) {
        StringBuilder deleted = new StringBuilder();
        for (String key : all(KEY, body)) {
            objects.delete(head.bucket() + "/" + unescape(key));
            deleted.append("<Deleted><Key>").append(key).append("</Key></Deleted>");
        }
        return Answer.xml("DeleteResult", deleted.toString());
    }

    private Answer complete(RequestHead head, String body) {
        List<Integer> numbers =
                all(PART_NUMBER, body).stream().map(Integer::valueOf).toList();
        return objects.complete(head.query().get("uploadId"), numbers)
                .map(object -> Answer.xml(
                        "CompleteMultipartUploadResult",
                        element("Bucket", head.bucket())
                                + element("Key", head.key())
                                + element("ETag", '"' + object.etag() + '"')))
                .orElseGet(() -> Answer.error(404, "NoSuchUpload"));
    }

    private Answer list(RequestHead head) {
        String bucket = head.bucket() + "/";
        String after =
                head.query().getOrDefault("continuation-token", head.query().getOrDefault("start-after", ""));
        int most = Integer.parseInt(head.query().getOrDefault("max-keys", "1000"));
        NavigableMap<String, StoredObject> found =
                objects.list(bucket + head.query().getOrDefault("prefix", ""), bucket + after);
        StringBuilder contents = new StringBuilder();
        int count = 0;
        String last = "";
        boolean more = false;
        for (Map.Entry<String, StoredObject> entry : found.entrySet()) {
            if (count == most) {
                more = true;
                break;
            }
            last = entry.getKey().substring(bucket.length());
            contents.append("<Contents>")
                    .append(element("Key", last))
                    .append(element("Size", String.valueOf(entry.getValue().length())))
                    .append(element("ETag", '"' + entry.getValue().etag() + '"'))
                    .append(element("LastModified", entry.getValue().modified().toString()))
                    .append("</Contents>");
            count++;
        }
        return Answer.xml(
                "ListBucketResult",
                element("Name", head.bucket())
                        + element("KeyCount", String.valueOf(count))
                        + element("IsTruncated", String.valueOf(more))
                        + (more ? element("NextContinuationToken", last) : "")
                        + contents);
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String element(String name, String value) {
        return "<" + name + ">"
                + value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</" + name + ">";
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
    }
}
