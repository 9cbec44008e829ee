// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What a request asks of S3, told from its method and its target in path style. */
public enum S3RequestKind implements Predicate<WireRequest> {
    GET,
    HEAD,
    PUT,
    DELETE,
    /** The deletion of several objects by one request. */
    DELETE_MANY,
    LIST,
    CREATE_UPLOAD,
    PART,
    COMPLETE,
    ABORT,
    LIST_UPLOADS,
    LIST_PARTS,
    /** Anything that is about a bucket and not about what is in it. */
    BUCKET,
    OTHER;

    /** Returns whether {@code request} is of this kind. */
    @Override
    public boolean test(WireRequest request) {
        return request.kind() == this;
    }

    /** Returns the kind of a request in path style, whose key is empty if it is about a bucket. */
    public static S3RequestKind of(String method, String key, Map<String, String> query) {
        return key.isEmpty() ? ofBucket(method, query) : ofObject(method, query);
    }

    private static S3RequestKind ofBucket(String method, Map<String, String> query) {
        if (method.equals("POST") && query.containsKey("delete")) {
            return DELETE_MANY;
        }
        if (!method.equals("GET")) {
            return BUCKET;
        }
        if (query.containsKey("uploads")) {
            return LIST_UPLOADS;
        }
        boolean lists = query.isEmpty()
                || query.containsKey("list-type")
                || query.containsKey("versions")
                || query.containsKey("prefix")
                || query.containsKey("max-keys");
        return lists ? LIST : BUCKET;
    }

    private static S3RequestKind ofObject(String method, Map<String, String> query) {
        boolean upload = query.containsKey("uploadId");
        if (query.containsKey("tagging") || query.containsKey("acl") || query.containsKey("retention")) {
            return OTHER;
        }
        return switch (method) {
            case "GET" -> upload ? LIST_PARTS : GET;
            case "HEAD" -> HEAD;
            case "PUT" -> upload ? PART : PUT;
            case "POST" -> upload ? COMPLETE : query.containsKey("uploads") ? CREATE_UPLOAD : OTHER;
            case "DELETE" -> upload ? ABORT : DELETE;
            default -> OTHER;
        };
    }

    /** Returns the kind as it is written in summaries, such as {@code create-upload}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
