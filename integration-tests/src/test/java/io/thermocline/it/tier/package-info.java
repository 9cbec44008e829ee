// SPDX-License-Identifier: Apache-2.0
/**
 * A second reader of the tier, written from {@code docs/format.md} alone: it shares no code with the plugin, so that the
 * two cannot be wrong in the same way.
 */
package io.thermocline.it.tier;
