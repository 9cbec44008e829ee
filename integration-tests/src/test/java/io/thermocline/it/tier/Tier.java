// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.tier;

import io.thermocline.audit.tier.TierView;
import io.thermocline.audit.tier.WholeSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a broker keeps what has left its disk: how the broker is told of it, and a look at it from outside. */
public interface Tier extends AutoCloseable {

    /** Returns the lines of {@code server.properties} that make it a broker's tier. */
    Map<String, String> settings();

    /** Returns the keys of all objects in order. */
    List<String> keys();

    /** Returns a whole object. */
    byte[] bytes(String key);

    /** Returns how an audit looks at it. */
    TierView view();

    /** Puts other bytes where an object is or was, behind the broker's back. */
    void put(String key, byte[] bytes);

    /** Takes an object away behind the broker's back. */
    void remove(String key);

    /** Returns what copies that are under way, or were broken off and not cleared away, have brought here so far. */
    List<String> unfinished();

    /** Returns what is left of a topic besides objects. */
    List<String> remains(String topic);

    /** Lets so much time pass, for the tier, that the next start of a broker clears away what is unfinished. */
    void letTimePass();

    /** Ends what was started for it. What lies in it stays, for whoever looks at the remains of a test. */
    @Override
    void close();

    /** Returns the keys of a topic's segments in order. */
    default List<String> keys(String topic) {
        String prefix = "segments/" + topic + "/";
        return keys().stream()
                .filter(key -> key.startsWith(prefix) && key.endsWith(".seg"))
                .toList();
    }

    /** Returns the segments of a topic, ordered by partition and offset, each verified to the last byte. */
    default List<WholeSegment> segments(String topic) {
        return keys(topic).stream()
                .map(key -> segment(key).orElseThrow(() -> new AssertionError("there is no object " + key)))
                .toList();
    }

    /** Returns a segment, verified to the last byte; nothing if it is not there (any more). */
    default Optional<WholeSegment> segment(String key) {
        try {
            return WholeSegment.read(view(), key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the log segment, the first bytes of the object. */
    default byte[] data(WholeSegment segment) {
        return Arrays.copyOf(bytes(segment.key()), Math.toIntExact(segment.dataLength()));
    }
}
