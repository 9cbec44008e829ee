// SPDX-License-Identifier: Apache-2.0
/**
 * What the view of a partition's segments costs in heap and time, beside Kafka's own cache. The way in is {@link
 * io.thermocline.benchmarks.metadata.MetadataBenchmark}.
 */
package io.thermocline.benchmarks.metadata;
