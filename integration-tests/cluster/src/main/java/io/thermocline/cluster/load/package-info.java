// SPDX-License-Identifier: Apache-2.0
/** Many tiered partitions at once, without faults: {@code integration-tests/cluster/run --load}. */
package io.thermocline.cluster.load;
