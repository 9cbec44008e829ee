// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Makes checksums right under which something is wrong: without them no fuzzer comes any further. */
final class Repair {

    private static final int MOST_MESSAGE_CHARACTERS = 8 * 1024;

    private Repair() {}

    /** Makes the end of {@code bytes} a trailer, whatever its numbers. */
    static void trailer(byte[] bytes, short version) {
        ByteBuffer trailer = ByteBuffer.wrap(bytes, bytes.length - Trailer.BYTES, Trailer.BYTES)
                .slice();
        trailer.putShort(32, version).putShort(34, (short) 0);
        trailer.putInt(36, crcOf(bytes, bytes.length - Trailer.BYTES, 36));
        trailer.put(40, "THRMCLIN".getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Makes the checksums of the tail right, as far as its sections and its manifest are where the trailer says.
     *
     * @param tail begins at {@code tailStart} of the object and goes to its end
     */
    static byte[] tail(byte[] tail, long tailStart) {
        byte[] repaired = tail.clone();
        trailer(repaired, Trailer.FORMAT_VERSION);
        ByteBuffer trailer = ByteBuffer.wrap(repaired, repaired.length - Trailer.BYTES, Trailer.BYTES);
        int length = trailer.slice().getInt(24);
        int at = repaired.length - Trailer.BYTES - length;
        if (length < 0 || at < 0 || at > repaired.length - Trailer.BYTES) {
            return repaired;
        }
        byte[] manifest = manifest(repaired, at, length, tailStart);
        ByteBuffer whole = ByteBuffer.allocate(at + manifest.length + Trailer.BYTES);
        whole.put(repaired, 0, at).put(manifest).put(trailer);
        ByteBuffer end = whole.slice(at + manifest.length, Trailer.BYTES);
        end.putInt(24, manifest.length).putInt(28, crcOf(manifest, 0, manifest.length));
        trailer(whole.array(), Trailer.FORMAT_VERSION);
        return whole.array();
    }

    private static byte[] manifest(byte[] tail, int at, int length, long tailStart) {
        byte[] asItIs = new byte[length];
        System.arraycopy(tail, at, asItIs, 0, length);
        try {
            Manifest manifest = ManifestJson.decode(asItIs, 0, length);
            List<Section> sections = new ArrayList<>();
            for (Section section : manifest.sections()) {
                long from = section.offset() - tailStart;
                boolean inside = from >= 0 && section.length() >= 0 && section.length() <= at - from;
                int crc = inside ? crcOf(tail, (int) from, (int) section.length()) : section.crc32c();
                sections.add(new Section(section.name(), section.offset(), section.length(), crc));
            }
            return ManifestJson.encode(new Manifest(
                    manifest.requires(), manifest.writer(), manifest.cluster(), manifest.segment(), sections));
        } catch (MalformedException e) {
            return asItIs;
        }
    }

    static int crcOf(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** A message says something, and does not fill a log by itself. */
    static void checkMessage(Exception e) {
        assertThat(e.getMessage()).isNotBlank();
        assertThat(e.getMessage().length()).isLessThan(MOST_MESSAGE_CHARACTERS);
    }
}
