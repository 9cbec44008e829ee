// SPDX-License-Identifier: Apache-2.0
/** Brokers and their tier in containers, as Kafka publishes them and with the distribution as operators get it. */
package io.thermocline.it.containers;
