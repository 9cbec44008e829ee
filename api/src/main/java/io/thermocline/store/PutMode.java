// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.util.Objects;

/** On which condition a put may happen. */
public sealed interface PutMode {

    /** Replaces whatever is there. */
    static PutMode overwrite() {
        return Overwrite.INSTANCE;
    }

    /** Fails if the key holds an object. Of any number of writers at once, in any processes, exactly one succeeds. */
    static PutMode createOnly() {
        return CreateOnly.INSTANCE;
    }

    /** Fails unless the key holds exactly this version. Of any number of writers at once, exactly one succeeds. */
    static PutMode replaceVersion(ObjectVersion expected) {
        return new ReplaceVersion(expected);
    }

    /** See {@link PutMode#overwrite()}. */
    enum Overwrite implements PutMode {
        INSTANCE
    }

    /** See {@link PutMode#createOnly()}. */
    enum CreateOnly implements PutMode {
        INSTANCE
    }

    /** See {@link PutMode#replaceVersion(ObjectVersion)}. */
    record ReplaceVersion(ObjectVersion expected) implements PutMode {
        public ReplaceVersion {
            Objects.requireNonNull(expected, "expected");
        }
    }
}
