// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.ObjectVersion;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** ETags as servers give them: most with quotes, some without, some none at all. */
final class ETags {

    private static final String MD5_IN_HEX = "[0-9a-f]{32}";

    private ETags() {}

    /** Returns the version that an ETag stands for, if the server gave one. */
    static Optional<ObjectVersion> version(String etag) {
        String bare = etag == null ? "" : etag.replace("\"", "");
        return bare.isEmpty() ? Optional.empty() : Optional.of(new ObjectVersion(bare));
    }

    /**
     * Returns the version of an object in parts, for servers that do not say it on completion: the digest of the parts'
     * digests, as S3 computes it. Empty where the parts' ETags are no digests (some encryptions).
     */
    static Optional<ObjectVersion> ofParts(List<String> etags) {
        MessageDigest digest = md5();
        for (String etag : etags) {
            String bare = etag.replace("\"", "");
            if (!bare.matches(MD5_IN_HEX)) {
                return Optional.empty();
            }
            digest.update(HexFormat.of().parseHex(bare));
        }
        return Optional.of(new ObjectVersion(HexFormat.of().formatHex(digest.digest()) + "-" + etags.size()));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
