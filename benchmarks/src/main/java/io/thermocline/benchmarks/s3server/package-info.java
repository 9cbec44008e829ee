// SPDX-License-Identifier: Apache-2.0
/**
 * An S3 server to measure clients with: {@link io.thermocline.benchmarks.s3server.PacedS3}. It answers as late and as
 * slowly as it is told to, counts what it is asked, and takes little of the processors that its clients need.
 */
package io.thermocline.benchmarks.s3server;
