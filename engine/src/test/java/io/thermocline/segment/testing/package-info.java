// SPDX-License-Identifier: Apache-2.0
/**
 * For tests and benchmarks of whatever copies and reads segments: {@link io.thermocline.segment.testing.TestSegment} makes
 * the files of a segment as a broker leaves them, {@link io.thermocline.segment.testing.Seed} makes chance repeatable.
 */
package io.thermocline.segment.testing;
