// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

/** What goes first when the threads that read are all busy; among equals, who came first. */
public enum Urgency {
    /** Small, and many wait for it: what a replica needs before it can follow, what every read needs first. */
    FIRST,
    /** Somebody waits for it. */
    DEMAND,
    /** Nobody waits for it yet. */
    AHEAD
}
