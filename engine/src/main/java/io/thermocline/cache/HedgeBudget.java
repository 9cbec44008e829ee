// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

/**
 * How many requests may be made twice: so many in a hundred. What was not used is kept for a few only, so that a store which
 * becomes slow does not get twice its requests just then.
 */
final class HedgeBudget {

    /** The most that may be made twice in a row. */
    static final int MOST_KEPT = 8;

    private static final int PRICE = 100;

    private final int percent;
    private int kept;

    HedgeBudget(int percent) {
        this.percent = percent;
    }

    /** Notes a request that could be made twice. */
    synchronized void earn() {
        kept = Math.min(MOST_KEPT * PRICE, kept + percent);
    }

    /** Returns whether a request may be made twice, and takes note that it is. */
    synchronized boolean take() {
        boolean enough = kept >= PRICE;
        kept -= enough ? PRICE : 0;
        return enough;
    }

    /** Notes that the request was not made twice after all. */
    synchronized void giveBack() {
        kept = Math.min(MOST_KEPT * PRICE, kept + PRICE);
    }
}
