// SPDX-License-Identifier: Apache-2.0
/**
 * The S3 tier: {@link io.thermocline.s3.S3RemoteStorageManager} is what an operator names; the store is found as
 * {@code s3}.
 *
 * <p>The way of a request: {@code S3ObjectStore} has the verbs; {@code Attempts} is the one layer of retries;
 * {@code S3Errors} is the one place where an answer of S3 becomes an error of ours.
 */
package io.thermocline.s3;
