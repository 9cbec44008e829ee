// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

/** What the broker asks for. */
enum Operation {
    COPY("copy"),
    FETCH("fetch"),
    FETCH_INDEX("fetch-index"),
    DELETE("delete");

    private final String label;

    Operation(String label) {
        this.label = label;
    }

    /** Returns the name in metrics and messages. */
    String label() {
        return label;
    }
}
