// SPDX-License-Identifier: Apache-2.0
/** Faults by a seeded schedule while records are written and read, and what must hold when they are over. */
package io.thermocline.cluster.faults;
