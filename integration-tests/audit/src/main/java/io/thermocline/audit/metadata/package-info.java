// SPDX-License-Identifier: Apache-2.0
/** The metadata of remote segments as Kafka's topic has them, replayed into what has become of each. */
package io.thermocline.audit.metadata;
