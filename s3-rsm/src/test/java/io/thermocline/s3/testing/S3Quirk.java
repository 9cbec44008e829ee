// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a server does otherwise than S3. A test whose claim depends on it says so. */
public enum S3Quirk {
    /** Listings are in the order of UTF-16, which is not that of bytes for the rarest of characters. */
    LISTS_BY_UTF16,
    /** Keys are paths of a filesystem, where an object cannot also be a folder, nor a listing begin with a slash. */
    KEYS_ARE_PATHS,
    /** Of two puts at once that replace the same version, both may succeed. */
    REPLACES_NOT_ATOMICALLY,
    /** A put that replaces a version may undo a delete or a put without condition that came between. */
    REPLACES_REGARDLESS_OF_UNCONDITIONAL_WRITES,
    /** The completion of a multipart upload takes place whatever its condition says. */
    IGNORES_CONDITIONS_ON_COMPLETE,
    /** A deletion takes place whatever its condition says. */
    IGNORES_CONDITIONS_ON_DELETE,
    /** The answer to a completion has an ETag without a value. */
    EMPTY_ETAG_ON_COMPLETE,
    /** If-Match on a put is met only by the ETag without its quotes. */
    UNQUOTED_IF_MATCH_ONLY,
    /** What a put says of storage classes, of tags and of keys of KMS is not kept. */
    FORGETS_OBJECT_SETTINGS,
    /** An object that came in parts has no tags. */
    FORGETS_TAGS_OF_UPLOADS,
    /** A body that does not fit its checksum is taken. */
    DOES_NOT_VERIFY_CHECKSUMS,
    /** A put whose checksum comes behind its body, as the SDK sends it by default, is refused. */
    REFUSES_SDK_CHECKSUMS;

    /** Returns the quirk as it is named in a property, such as {@code empty-etag-on-complete}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Set<S3Quirk> parse(String labels) {
        return Stream.of(labels.split(",", -1))
                .filter(label -> !label.isBlank())
                .map(label -> valueOf(label.trim().toUpperCase(Locale.ROOT).replace('-', '_')))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(S3Quirk.class)));
    }
}
