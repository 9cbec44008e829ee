// SPDX-License-Identifier: Apache-2.0
/**
 * What a broker knows of the remote segments of its partitions: the lifecycle that their metadata goes through, kept
 * strictly, and the view of one partition that answers the broker's questions. No I/O; the metadata managers are thin
 * over this package.
 *
 * <p>The way in is {@link io.thermocline.metadata.PartitionView}. It answers as {@code RemoteLogMetadataCache} of Kafka
 * 4.3 does, with these deliberate differences:
 *
 * <ul>
 *   <li>An event that cannot follow the present state is refused with an exception; Kafka logs and drops it.
 *   <li>The listing of a partition is a snapshot and ascends by epoch and offset; Kafka's is neither.
 *   <li>A listing by epoch always ascends by start offset; Kafka's does so only while some segment is unreferenced, and
 *       otherwise goes by where the epoch starts in each segment. The two differ only for segments that cannot stem
 *       from one history of a log.
 *   <li>A query never sees half an event. In Kafka a lookup may find nothing while a copy replaces another.
 *   <li>A segment that is added again with other epochs moves to these; Kafka keeps listing it in the former ones, and
 *       these listings fail once it is deleted.
 * </ul>
 */
package io.thermocline.metadata;
