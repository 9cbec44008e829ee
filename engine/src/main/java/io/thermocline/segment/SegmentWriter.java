// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import io.thermocline.segment.SegmentContent.MemoryPiece;
import io.thermocline.segment.SegmentContent.Piece;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.PutMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the files of a closed log segment as one object.
 *
 * <p>The indexes are scanned before anything is sent. The log is scanned while it is sent, always ahead of what is sent of
 * it ({@link ScannedLog}), and the object's end, which has its checksums, comes last: a damaged segment ends the put before
 * it has an effect, and from then on is refused before anything is sent. Whatever a store reads again are the very bytes
 * that were scanned, or an exception. Nothing is held in memory but the footer and a chunk; the length is known beforehand,
 * since checksums have a fixed width; and a store may read parts in any order.
 *
 * <p>The put is the only effect. A failure or an interrupt leaves what the store's contract says: nothing.
 */
public final class SegmentWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

    /**
     * How segments are written.
     *
     * @param blockBytes length of a block of the data
     * @param writer name and version of the plugin, for the manifest
     * @param cluster name of the cluster, for the manifest; may be empty
     */
    public record Settings(int blockBytes, CopyVerification verification, String writer, String cluster) {

        /** The longest names in characters: a reader refuses a manifest with texts of more than 4,096. */
        public static final int MAX_NAME_LENGTH = 1024;

        public Settings {
            if (blockBytes < BlockTable.MIN_BLOCK_BYTES || blockBytes > BlockTable.MAX_BLOCK_BYTES) {
                throw new IllegalArgumentException("block length " + blockBytes + " is not from "
                        + BlockTable.MIN_BLOCK_BYTES + " to " + BlockTable.MAX_BLOCK_BYTES);
            }
            Objects.requireNonNull(verification, "verification");
            requireName(writer, "writer");
            requireName(cluster, "cluster");
        }

        private static void requireName(String name, String what) {
            if (Objects.requireNonNull(name, what).length() > MAX_NAME_LENGTH) {
                throw new IllegalArgumentException("the name of the %s has %d characters, more than %d"
                        .formatted(what, name.length(), MAX_NAME_LENGTH));
            }
        }
    }

    /** What the tail has room for beside the longest block table and manifest. */
    private static final long MOST_INDEX_BYTES = SegmentExtent.MOST_TAIL_BYTES - 64L * 1024 * 1024;

    private final ObjectStore store;
    private final Settings settings;
    private final RefusedLogs refused = new RefusedLogs();
    /**
     * One for each thread that copies: those are few and live long. Outside the heap, so that nothing is copied before its
     * checksum is taken.
     */
    private final ThreadLocal<ByteBuffer> scanBuffer =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SourceFiles.CHUNK_BYTES));

    public SegmentWriter(ObjectStore store, Settings settings) {
        this.store = Objects.requireNonNull(store, "store");
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    /**
     * Puts the segment under {@code key}, replacing what an earlier attempt may have left there. The same files and the
     * same description give the same object.
     *
     * @return where the parts of the object lie
     * @throws BrokenSegmentException if the log segment is damaged and {@link CopyVerification#REJECT} applies, or if a file
     *     is longer than any of a segment can be
     * @throws SourceChangedException if a file changed meanwhile
     */
    public SegmentExtent write(ObjectKey key, SegmentDescription description, SegmentFiles files) throws IOException {
        try (SourceFiles sources = SourceFiles.open(files, settings.blockBytes())) {
            checkTail(description, sources, files.leaderEpochs());
            checkLength(key, description, sources.log());
            for (SourceFile file : sources.sections().values()) {
                file.scanWhole(scanBuffer.get());
            }
            ScannedLog log = new ScannedLog(sources.log(), scanBuffer.get(), judge(key, description, sources.log()));
            if (refused.contains(files.log())) {
                log.scanToEnd(settings.blockBytes());
                refused.remove(files.log());
            }
            Layout layout = lay(description, log, sources.sections(), files.leaderEpochs());
            store.put(key, layout.content(), PutMode.overwrite());
            return layout.extent();
        } catch (BrokenSegmentException e) {
            refused.add(files.log());
            throw e;
        }
    }

    private static void checkTail(SegmentDescription description, SourceFiles sources, ByteBuffer leaderEpochs)
            throws BrokenSegmentException {
        long bytes = leaderEpochs.remaining();
        for (SourceFile file : sources.sections().values()) {
            bytes += file.length();
        }
        if (bytes > MOST_INDEX_BYTES) {
            throw new BrokenSegmentException(
                    "segment %s: its indexes %s have %d bytes together, more than %d, which no broker writes: it was not copied"
                            .formatted(description.name(), sources.sections().values(), bytes, MOST_INDEX_BYTES));
        }
    }

    private void checkLength(ObjectKey key, SegmentDescription description, SourceFile log)
            throws BrokenSegmentException {
        if (settings.verification() != CopyVerification.OFF && log.length() < description.sizeInBytes()) {
            damaged(
                    key,
                    "segment %s: %s is damaged: the broker's metadata says that it has %d bytes"
                            .formatted(description.name(), log, description.sizeInBytes()));
        }
    }

    private Optional<ScannedLog.Judge> judge(ObjectKey key, SegmentDescription description, SourceFile log) {
        if (settings.verification() == CopyVerification.OFF) {
            return Optional.empty();
        }
        return Optional.of((flaw, batches) -> damaged(
                key,
                "segment %s: %s is damaged: %s (%d whole batches before)"
                        .formatted(description.name(), log, flaw, batches)));
    }

    private void damaged(ObjectKey key, String what) throws BrokenSegmentException {
        if (settings.verification() == CopyVerification.REJECT) {
            throw new BrokenSegmentException(
                    what + "; it was not copied. Recover the partition from another replica, or"
                            + " set copy.verify=warn to copy it as it is.");
        }
        LOG.warn("{}; copied to {} as it is, because of copy.verify=warn.", what, key);
    }

    private record Layout(SegmentContent content, SegmentExtent extent) {}

    private Layout lay(
            SegmentDescription description,
            ScannedLog log,
            Map<SectionKind, SourceFile> files,
            ByteBuffer leaderEpochs) {
        List<Piece> pieces = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        pieces.add(log);
        long tailStart = log.length();
        long footerStart = tailStart;
        long at = tailStart;
        for (Map.Entry<SectionKind, SourceFile> section : files.entrySet()) {
            SourceFile file = section.getValue();
            pieces.add(file);
            sections.add(new Section(section.getKey().wireName(), at, file.length(), file.checksum()));
            at += file.length();
            if (!section.getKey().inFooter()) {
                footerStart = at;
            }
        }
        pieces.add(MemoryPiece.of(leaderEpochs));
        sections.add(
                new Section(SectionKind.LEADER_EPOCHS.wireName(), at, leaderEpochs.remaining(), crcOf(leaderEpochs)));
        ObjectEnd end = new ObjectEnd(
                new Manifest(List.of(), settings.writer(), settings.cluster(), description, sections),
                settings.blockBytes(),
                log.length(),
                tailStart,
                footerStart,
                at + leaderEpochs.remaining());
        pieces.add(new MemoryPiece(end.length(), () -> end.encode(log.scanToEnd(settings.blockBytes()))));
        return new Layout(new SegmentContent(pieces, userMetadata(log.length())), end.extent());
    }

    private static Map<String, String> userMetadata(long dataLength) {
        return Map.of(
                "thermocline-format", Short.toString(Trailer.FORMAT_VERSION),
                "thermocline-data-length", Long.toString(dataLength));
    }

    static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }
}
