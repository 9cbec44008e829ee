// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.util.concurrent.ScheduledExecutorService;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What everyone needs who makes requests.
 *
 * @param timer for short work now and then, which may be late
 */
record S3Toolbox(
        S3Client s3, S3Requests requests, Attempts attempts, S3Meters meters, ScheduledExecutorService timer) {}
