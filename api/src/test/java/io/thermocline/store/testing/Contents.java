// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.ObjectContent;
import io.thermocline.store.wrap.TappedContent;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;

/** Contents of test objects, well behaved and otherwise. */
public final class Contents {

    private Contents() {}

    public static ObjectContent text(String text) {
        return ObjectContent.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns {@code length} bytes that differ from each other enough to tell a shift or a mixture. */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Returns {@code length} bytes that are all the same. */
    public static byte[] uniform(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** Returns a content that does not know its length beforehand and gives a few bytes at a time. */
    public static ObjectContent ofUnknownLength(byte[] bytes) {
        TappedContent.Tap sips = new TappedContent.Tap() {
            @Override
            public int admit(int wanted) {
                return Math.min(wanted, 10_007);
            }

            @Override
            public void passed(int n) {}
        };
        return claiming(OptionalLong.empty(), new TappedContent(ObjectContent.of(bytes), sips));
    }

    /** Returns a content that says it has {@code length} bytes, whatever it has. */
    public static ObjectContent claiming(OptionalLong length, ObjectContent content) {
        return new ObjectContent() {
            @Override
            public OptionalLong length() {
                return length;
            }

            @Override
            public ReadableByteChannel open(long position) throws IOException {
                return content.open(position);
            }
        };
    }

    /** Something to be done in the middle of a content. */
    @FunctionalInterface
    public interface Incident {
        void happen() throws IOException;
    }

    /** Returns a content that runs {@code incident} when half of its bytes have been read, each time. */
    public static ObjectContent withIncidentHalfWay(byte[] bytes, Incident incident) {
        ObjectContent content = ObjectContent.of(bytes);
        return new ObjectContent() {
            @Override
            public OptionalLong length() {
                return content.length();
            }

            @Override
            public ReadableByteChannel open(long position) throws IOException {
                return new TappedContent(content, new HalfWay(bytes.length / 2 - position, incident)).open(position);
            }
        };
    }

    private static final class HalfWay implements TappedContent.Tap {
        private final Incident incident;
        private long left;

        HalfWay(long left, Incident incident) {
            this.left = left;
            this.incident = incident;
        }

        @Override
        public int admit(int wanted) throws IOException {
            if (left == 0) {
                left = -1;
                incident.happen();
            }
            return left < 0 ? wanted : (int) Math.min(wanted, left);
        }

        @Override
        public void passed(int bytes) {
            left = left < 0 ? left : left - bytes;
        }
    }
}
