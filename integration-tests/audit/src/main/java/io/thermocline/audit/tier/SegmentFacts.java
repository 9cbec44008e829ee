// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.util.OptionalLong;

/**
 * What is known of an object that was found whole.
 *
 * @param batches how many record batches its data have
 * @param firstOffset of the first record, where the batches say it
 * @param lastOffset of the last record; -1 if there is none
 */
record SegmentFacts(Trailer trailer, Manifest manifest, long batches, OptionalLong firstOffset, long lastOffset) {

    /** Returns how many aborted transactions its transaction index names. */
    long abortedTransactions() {
        return manifest.sections().stream()
                .filter(section -> section.name().equals(Sections.TRANSACTION_INDEX))
                .mapToLong(section -> section.length() / Sections.ABORTED_TRANSACTION_BYTES)
                .sum();
    }
}
