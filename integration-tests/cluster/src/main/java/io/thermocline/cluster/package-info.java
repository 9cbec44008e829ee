// SPDX-License-Identifier: Apache-2.0
/**
 * Three real brokers that share a bucket ({@link io.thermocline.cluster.Cluster}), and what writes to them and reads from them
 * ({@link io.thermocline.cluster.Workload}).
 */
package io.thermocline.cluster;
