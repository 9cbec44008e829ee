// SPDX-License-Identifier: Apache-2.0
/** The processes of real brokers, and what they have logged. */
package io.thermocline.it.broker;
