// SPDX-License-Identifier: Apache-2.0
/**
 * One segment, one object: the format ({@code docs/format.md}), its writer and its reader.
 *
 * <p>{@link io.thermocline.segment.SegmentWriter} puts the files of a closed log segment as one object;
 * {@link io.thermocline.segment.SegmentReader} reads its footer and tail; {@link io.thermocline.segment.BlockSource} is
 * the seam through which a {@link io.thermocline.segment.SegmentInputStream} gets verified blocks, straight from the
 * store or from a cache. Nothing here knows the broker, a cache, or which store it is.
 */
package io.thermocline.segment;
