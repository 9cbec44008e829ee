// SPDX-License-Identifier: Apache-2.0
/** A consumer of a real broker whose old segments are in a tier that takes its time. */
package io.thermocline.benchmarks.broker;
