// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

/** The sections that this version writes. A reader skips sections of names it does not know. */
public enum SectionKind {
    OFFSET_INDEX("offset-index"),
    TIME_INDEX("time-index"),
    TRANSACTION_INDEX("transaction-index"),
    PRODUCER_SNAPSHOT("producer-snapshot"),
    LEADER_EPOCHS("leader-epochs"),
    BLOCK_TABLE("block-table");

    private final String wireName;

    SectionKind(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in the manifest. */
    public String wireName() {
        return wireName;
    }

    /** Returns whether the section is in the footer, rather than among the indexes before it. */
    boolean inFooter() {
        return compareTo(PRODUCER_SNAPSHOT) >= 0;
    }
}
