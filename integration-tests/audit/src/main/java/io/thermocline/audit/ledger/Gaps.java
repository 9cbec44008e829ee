// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.ledger;

/** What an offset without a record means. */
public enum Gaps {
    /** Records were written without transactions: every offset has one. */
    FORBIDDEN,
    /** It is the marker of a transaction's end, or the record of an aborted one; what was acknowledged must be there. */
    ALLOWED
}
