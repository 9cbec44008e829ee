// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.tier;

import java.nio.file.Path;

/** The kinds of tiers that brokers are tested with. */
public enum TierKind {
    /** A directory. */
    FILESYSTEM {
        @Override
        public Tier open(Path directory) {
            return new DirectoryTier(directory);
        }
    },
    /** A bucket of an S3 server, which is a process of its own. */
    S3 {
        @Override
        public Tier open(Path directory) {
            return S3Tier.in(directory);
        }
    };

    /** Makes a tier of this kind whose bytes lie in {@code directory}. */
    public abstract Tier open(Path directory);
}
