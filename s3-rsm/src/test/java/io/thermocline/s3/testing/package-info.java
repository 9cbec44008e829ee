// SPDX-License-Identifier: Apache-2.0
/**
 * What the S3 tier is tested with: servers ({@link io.thermocline.s3.testing.S3Server}), buckets of one's own
 * ({@link io.thermocline.s3.testing.S3Bucket}), and a wire between client and server that counts requests and does wrong
 * by script ({@link io.thermocline.s3.testing.S3Wire}).
 */
package io.thermocline.s3.testing;
