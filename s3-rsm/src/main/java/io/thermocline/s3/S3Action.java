// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

/** What a request does to a bucket, as policies name it. */
enum S3Action {
    LIST("s3:ListBucket"),
    LIST_UPLOADS("s3:ListBucketMultipartUploads"),
    GET("s3:GetObject"),
    PUT("s3:PutObject"),
    ABORT("s3:AbortMultipartUpload"),
    DELETE("s3:DeleteObject");

    private final String permission;

    S3Action(String permission) {
        this.permission = permission;
    }

    /** Returns the permission that it takes. */
    String permission() {
        return permission;
    }
}
