// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

/**
 * Where the parts of a segment object begin and end.
 *
 * @param tailStart where the data ends and the indexes begin
 * @param footerStart where the indexes end and the footer begins
 * @param objectLength where the object ends
 */
public record SegmentExtent(long tailStart, long footerStart, long objectLength) {

    /** The most that there can be from the tail's start to the object's end: an array holds it. */
    static final int MOST_TAIL_BYTES = Integer.MAX_VALUE - 64;

    public SegmentExtent {
        if (tailStart < 0
                || footerStart < tailStart
                || objectLength < footerStart
                || objectLength - footerStart < Trailer.BYTES
                || objectLength - tailStart > MOST_TAIL_BYTES) {
            throw new IllegalArgumentException("impossible extent: tail at %d, footer at %d, object length %d"
                    .formatted(tailStart, footerStart, objectLength));
        }
    }

    public int tailLength() {
        return (int) (objectLength - tailStart);
    }

    public int footerLength() {
        return (int) (objectLength - footerStart);
    }
}
