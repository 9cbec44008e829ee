// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The name of an object: path elements joined by {@code /}.
 *
 * <p>What every store can keep is allowed, and nothing else: 1 to {@value #MAX_BYTES} bytes of UTF-8, elements of 1 to
 * {@value #MAX_ELEMENT_BYTES} bytes that are neither {@code .} nor {@code ..}, no control characters and no backslash.
 * Keys are ordered as unsigned bytes, as stores list them.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    public static final int MAX_BYTES = 1024;
    public static final int MAX_ELEMENT_BYTES = 255;

    public ObjectKey {
        Objects.requireNonNull(value, "value");
        if (utf8Length(value) > MAX_BYTES) {
            throw invalid(value, "is longer than " + MAX_BYTES + " bytes");
        }
        for (String element : value.split("/", -1)) {
            checkElement(value, element);
        }
    }

    private static void checkElement(String key, String element) {
        if (element.isEmpty()) {
            throw invalid(key, "has an empty path element");
        }
        if (element.equals(".") || element.equals("..")) {
            throw invalid(key, "has the path element '" + element + "'");
        }
        if (utf8Length(element) > MAX_ELEMENT_BYTES) {
            throw invalid(key, "has a path element longer than " + MAX_ELEMENT_BYTES + " bytes");
        }
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (Character.isISOControl(c) || c == '\\') {
                throw invalid(key, "has the character 0x%02x".formatted((int) c));
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == element.length()
                        || !Character.isLowSurrogate(element.charAt(i + 1))) {
                    throw invalid(key, "has half a surrogate pair");
                }
                i++;
            }
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static IllegalArgumentException invalid(String key, String why) {
        return new IllegalArgumentException("object key '" + key + "' " + why);
    }

    /** Orders keys by their unsigned UTF-8 bytes, which is the order of their code points. */
    @Override
    public int compareTo(ObjectKey other) {
        return compareUtf8(value, other.value);
    }

    /** Compares two strings as their unsigned UTF-8 bytes would compare. */
    public static int compareUtf8(String a, String b) {
        int n = Math.min(a.length(), b.length());
        for (int i = 0; i < n; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // UTF-16 puts surrogates (supplementary code points) below U+E000..U+FFFF; UTF-8 puts them above.
                boolean sx = Character.isSurrogate(x);
                boolean sy = Character.isSurrogate(y);
                return sx == sy ? Character.compare(x, y) : sx ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
