// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP clients with which the AWS SDK can reach S3, side by side: throughput, CPU, memory, jars, and what they do when
 * a reader is interrupted, loses interest or gets nothing. {@link io.thermocline.benchmarks.s3client.S3ClientComparison}
 * runs them all.
 */
package io.thermocline.benchmarks.s3client;
