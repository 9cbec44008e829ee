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

    public SegmentExtent {
        if (tailStart < 0
                || footerStart < tailStart
                || objectLength < footerStart
                || objectLength - footerStart < Trailer.BYTES
                || objectLength - tailStart > Integer.MAX_VALUE - 64) {
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
