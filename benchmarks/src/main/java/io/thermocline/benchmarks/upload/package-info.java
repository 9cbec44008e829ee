// SPDX-License-Identifier: Apache-2.0
/** Copying a segment beside sending its log with the SDK alone: {@link io.thermocline.benchmarks.upload.UploadBenchmark}. */
package io.thermocline.benchmarks.upload;
