// SPDX-License-Identifier: Apache-2.0
/**
 * The tiers of brokers, and a second reader of what lies there, written from {@code docs/format.md} alone: it shares no
 * code with the plugin, so that the two cannot be wrong in the same way.
 */
package io.thermocline.it.tier;
