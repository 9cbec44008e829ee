// SPDX-License-Identifier: Apache-2.0
/** A long run with gentle faults that is watched: {@code integration-tests/soak}. */
package io.thermocline.cluster.soak;
