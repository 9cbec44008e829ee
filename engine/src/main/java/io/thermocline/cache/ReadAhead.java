// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import io.thermocline.segment.BlockTable;
import io.thermocline.store.ObjectKey;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Says what to request for a reader. One that goes on from nowhere gets what the first request of a stream covers. One that
 * reads in a row gets a window ahead of it, twice as long as what it has read so far, up to a limit that it shares with the
 * other readers.
 */
final class ReadAhead {

    /** The broker skips up to an index interval and a batch before it takes the bytes it wants. */
    private static final int FIRST_MARGIN = 20 * 1024;

    private static final long MIB = 1024 * 1024;
    /** Requests shorter than this are not worth a connection of their own. */
    private static final long SHORTEST_PIECE = 4 * MIB;

    private final BlockRequests requests;
    private final BlockMemory memory;
    private final Trails trails;
    private final AheadLimit limit;
    private final FetchSpeed speed;
    private final long firstBytes;
    private final BiConsumer<ObjectKey, Long> nearEnd;

    /**
     * @param firstBytes what the first request of a stream covers
     * @param nearEnd is told, once for a reader, that all of a segment is requested, and how much the reader has read in a
     *     row
     */
    ReadAhead(
            BlockRequests requests,
            BlockMemory memory,
            Trails trails,
            AheadLimit limit,
            FetchSpeed speed,
            long firstBytes,
            BiConsumer<ObjectKey, Long> nearEnd) {
        this.requests = requests;
        this.memory = memory;
        this.trails = trails;
        this.limit = limit;
        this.speed = speed;
        this.firstBytes = firstBytes;
        this.nearEnd = nearEnd;
    }

    /**
     * Requests the block at a reader's position, which is not here, and what it is likely to read next.
     *
     * @param end where the reader's range ends
     * @return the block, of which the caller is a user now; empty if there is no room for it
     */
    Optional<CachedBlock> demand(SegmentBlocks segment, Trail trail, long position, long end) {
        BlockTable table = segment.table();
        long window = window(segment, trail, position);
        long first = Math.min(end, position + firstBytes + FIRST_MARGIN);
        long reach = Math.min(end, position + Math.max(firstBytes + FIRST_MARGIN, Math.min(window, piece(window))));
        int block = table.blockAt(position);
        BlockRequests.Demanded demanded =
                requests.demand(segment, block, table.blockAt(first - 1), table.blockAt(reach - 1));
        trail.requestedTo(demanded.next());
        return demanded.block();
    }

    /** Requests what a reader that has come to {@code position} is likely to read after what was requested for it. */
    void goOn(SegmentBlocks segment, Trail trail, long position, long end) {
        long window = window(segment, trail, position);
        if (window == 0) {
            return;
        }
        BlockTable table = segment.table();
        int wanted = table.blockAt(Math.min(end, position + window) - 1) + 1;
        int next = Math.max(trail.requestedTo(), table.blockAt(position) + 1);
        boolean toTheEnd = wanted == table.count();
        int pieceBlocks = Math.max(1, (int) (piece(window) / table.length(0)));
        int gap = wanted - next;
        if (gap > 0 && (gap >= pieceBlocks || toTheEnd)) {
            int pieces = Math.max(1, (gap + pieceBlocks / 2) / pieceBlocks);
            for (int piece = 0; piece < pieces; piece++) {
                int to = next + (gap + pieces - 1) / pieces;
                int reached = requests.ahead(segment, next, Math.min(to, wanted) - 1);
                trail.requestedTo(reached);
                if (reached < Math.min(to, wanted)) {
                    return;
                }
                next = reached;
            }
        }
        if (toTheEnd && trail.requestedTo() >= wanted && trail.warmsNext()) {
            nearEnd.accept(segment.object().key(), trail.run());
        }
    }

    /** Requests what a reader needs first that will come to the beginning of a segment. */
    void expect(SegmentBlocks segment, long run) {
        BlockTable table = segment.table();
        if (table.count() > 0
                && requests.ahead(segment, 0, table.blockAt(Math.min(table.dataLength(), firstBytes) - 1)) > 0) {
            trails.expect(segment.object().key(), run);
        }
    }

    /** Returns how far ahead of a reader may be read; nothing before it has read more than one call does. */
    private long window(SegmentBlocks segment, Trail trail, long position) {
        if (!trail.isSteady() && trail.run() <= firstBytes + FIRST_MARGIN) {
            return 0;
        }
        return Math.max(0, Math.min(Math.min(limit.bytes(), 2 * trail.run()), room(segment, trail, position)));
    }

    /** Returns how much room there is for what is read ahead of a reader: what others leave, but its share in any case. */
    private long room(SegmentBlocks segment, Trail trail, long position) {
        long capacity = memory.aheadCapacity();
        long share = capacity / Math.max(1, trails.steady());
        long own = Math.max(0, segment.table().start(trail.requestedTo()) - position);
        return Math.max(share, capacity - Math.max(0, memory.unreadBytes() - own));
    }

    /** Returns how long one request is when a window of that length is read. */
    private long piece(long window) {
        return Math.max(SHORTEST_PIECE, window / speed.requestsAtOnce());
    }
}
