// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.util.List;

/** Where the segments of the quickstart's topic go, looked at from outside. */
interface Tier extends AutoCloseable {

    /** Looks into it while the broker writes to it: what comes or goes meanwhile may or may not be seen. */
    TierContents contents();

    /** Returns where it is, in words. */
    String place();

    /** Returns the kinds of requests by which its provider counts, as the plugin names them; none if it does not. */
    List<String> requestKinds();

    @Override
    void close();
}
