// SPDX-License-Identifier: Apache-2.0
/**
 * The filesystem tier beside the filesystem alone: {@link io.thermocline.benchmarks.local.LocalBenchmark} measures both
 * in one run.
 */
package io.thermocline.benchmarks.local;
