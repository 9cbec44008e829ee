// SPDX-License-Identifier: Apache-2.0
/**
 * Tiers as wholes, beside each other: {@link io.thermocline.benchmarks.system.SystemBenchmark} and how what it measures
 * grows, {@link io.thermocline.benchmarks.system.GrowthCurves}.
 */
package io.thermocline.benchmarks.system;
