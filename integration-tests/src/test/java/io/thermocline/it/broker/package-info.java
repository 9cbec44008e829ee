// SPDX-License-Identifier: Apache-2.0
/** Real brokers, each a process of its own, set up as an operator sets them up. */
package io.thermocline.it.broker;
