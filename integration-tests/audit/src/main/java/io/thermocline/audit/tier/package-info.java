// SPDX-License-Identifier: Apache-2.0
/** The tier, read past the plugin from {@code docs/format.md} alone, and held against Kafka's metadata. */
package io.thermocline.audit.tier;
