// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit;

/** What an audit can find: what must not be, and what is only worth knowing. */
public enum FindingKind {
    /** A segment that the metadata calls copied has no object. */
    MISSING_OBJECT(Weight.VIOLATION),
    /** An object is shorter than its trailer, or than the trailer says. */
    TRUNCATED_OBJECT(Weight.VIOLATION),
    /** The last 48 bytes are no trailer, or not one of the specification. */
    BAD_TRAILER(Weight.VIOLATION),
    /** The manifest does not fit its checksum, is not what the specification says, or describes impossible sections. */
    BAD_MANIFEST(Weight.VIOLATION),
    /** The bytes of an index or of a part of the footer do not fit their checksum, or are not what they must be. */
    BAD_SECTION(Weight.VIOLATION),
    /** The bytes of a block of data do not fit its checksum. */
    BAD_BLOCK(Weight.VIOLATION),
    /** The data are whole record batches no more, or these do not span the offsets of the segment. */
    BAD_BATCHES(Weight.VIOLATION),
    /** An object says of itself what Kafka's metadata contradicts. */
    MANIFEST_DISAGREES(Weight.VIOLATION),
    /** The custom metadata in Kafka's metadata do not lead to the object. */
    CUSTOM_METADATA_DISAGREES(Weight.VIOLATION),
    /** An object that the metadata know nothing of, or call deleted. */
    ORPHAN_OBJECT(Weight.VIOLATION),
    /** An upload that was neither completed nor aborted. */
    DANGLING_UPLOAD(Weight.VIOLATION),
    /** Something lies where segments lie, and its name is not that of a segment. */
    FOREIGN_NAME(Weight.VIOLATION),
    /** Offsets that must be in the tier are in no segment. */
    COVERAGE_GAP(Weight.VIOLATION),

    /** A record that was acknowledged was not delivered. */
    LOST_RECORD(Weight.VIOLATION),
    /** One offset was delivered twice, or one record at two offsets. */
    DUPLICATED_RECORD(Weight.VIOLATION),
    /** An offset was delivered after a higher one. */
    SWAPPED_RECORDS(Weight.VIOLATION),
    /** A record has other bytes than those that were sent. */
    DAMAGED_RECORD(Weight.VIOLATION),
    /** At the offset of an acknowledged record there is another one, or the record is elsewhere. */
    MISPLACED_RECORD(Weight.VIOLATION),
    /** A record of an aborted transaction was delivered. */
    ABORTED_RECORD(Weight.VIOLATION),
    /** A record that is none of this run. */
    FOREIGN_RECORD(Weight.VIOLATION),
    /** An offset has no record where none may be left out. */
    OFFSET_GAP(Weight.VIOLATION),

    /** An error in a log that no fault explains. */
    UNEXPLAINED_ERROR(Weight.VIOLATION),
    /** A process holds more than it did before. */
    LEAK(Weight.VIOLATION),

    /** What lies in the tier of a topic that was deleted while the store was away. */
    DELETED_TOPIC_OBJECT(Weight.NOTE),
    /** A copy that is under way, or was broken off and waits for retention. */
    UNFINISHED_COPY(Weight.NOTE),
    /** A deletion that is under way. */
    UNFINISHED_DELETE(Weight.NOTE),
    /** An event in the metadata that its place in the life of the segment forbids; Kafka passes over it, and so does the audit. */
    REFUSED_EVENT(Weight.NOTE),
    /** Records that nobody acknowledged, whole all the same: their answers were lost. */
    UNACKNOWLEDGED_RECORDS(Weight.NOTE),
    /** Errors in a log that a fault explains. */
    EXPLAINED_ERRORS(Weight.NOTE);

    private enum Weight {
        VIOLATION,
        NOTE
    }

    private final Weight weight;

    FindingKind(Weight weight) {
        this.weight = weight;
    }

    /** Returns whether it must not be; else it is a note. */
    public boolean isViolation() {
        return weight == Weight.VIOLATION;
    }
}
