// SPDX-License-Identifier: Apache-2.0
/** What brokers hold and how they keep up, over time: as a table and as lines. */
package io.thermocline.cluster.watch;
