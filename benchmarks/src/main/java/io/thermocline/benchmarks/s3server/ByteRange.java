// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.s3server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bytes of an object from one position up to another. */
record ByteRange(long from, long end) {

    private static final Pattern HEADER = Pattern.compile("bytes=(\\d*)-(\\d*)");

    /** Reads a header that asks for one range of an object; one that cannot be satisfied is empty. */
    static ByteRange parse(String header, long objectLength) {
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a range: " + header);
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Math.min(objectLength, Long.parseLong(matcher.group(2)));
            return new ByteRange(objectLength - suffix, objectLength);
        }
        long from = Math.min(objectLength, Long.parseLong(matcher.group(1)));
        long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(matcher.group(2));
        return new ByteRange(from, Math.min(objectLength, last + 1));
    }

    long length() {
        return end - from;
    }

    boolean isEmpty() {
        return from >= end;
    }
}
