// SPDX-License-Identifier: Apache-2.0
/**
 * A second opinion on a cluster with a tier: what lies there, what Kafka's metadata say of it, and what consumers are
 * delivered. It shares no code with the plugin, so that the two cannot be wrong in the same way; a test holds it to that.
 * What it checks, each by a {@link io.thermocline.audit.FindingKind} of its own:
 *
 * <p><b>The tier</b> ({@link io.thermocline.audit.tier.TierAudit}): every segment that the metadata call copied has its
 * object; each byte of an object is covered by a checksum that holds (blocks, sections, manifest, trailer); sections lie
 * as {@code docs/format.md} has them, and indexes and leader epochs have the form of their kind; the data are whole record
 * batches, offset after offset, from the segment's first to its last; manifest and custom metadata say what Kafka's
 * metadata say; every object belongs to a segment that is being copied, is copied, or is being deleted; nothing else lies
 * among them, and no upload was left behind; the segments of a partition leave no offset out.
 *
 * <p><b>The records</b> ({@link io.thermocline.audit.ledger.LedgerReading}): every acknowledged record is delivered
 * exactly once, at its offset, byte for byte, in order; those of aborted transactions never; no others than were sent.
 *
 * <p><b>The brokers</b>: their logs have no error that no fault explains ({@link io.thermocline.audit.process.LogScan}),
 * and what they hold can be told to the last thread, file and connection ({@link io.thermocline.audit.process.ProcessSample}).
 */
package io.thermocline.audit;
