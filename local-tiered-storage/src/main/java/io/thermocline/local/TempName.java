// SPDX-License-Identifier: Apache-2.0
package io.thermocline.local;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file in the directory for temporary files: whose it is, which life of the owner's process made it, and
 * which store in that process. A session's marker, {@code live}, is locked while the session lives.
 */
record TempName(String owner, String process, String session, String what) {

    static final String MARKER = "live";

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9-]{1,64})\\.([a-z0-9]+-[a-z0-9]+)\\.([a-z0-9]+)\\.([a-z0-9]+)");

    static Optional<TempName> parse(String name) {
        Matcher matcher = FORM.matcher(name);
        return matcher.matches()
                ? Optional.of(new TempName(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
                : Optional.empty();
    }

    TempName of(String otherThing) {
        return new TempName(owner, process, session, otherThing);
    }

    TempName marker() {
        return of(MARKER);
    }

    boolean isMarker() {
        return what.equals(MARKER);
    }

    @Override
    public String toString() {
        return String.join(".", owner, process, session, what);
    }
}
