// SPDX-License-Identifier: Apache-2.0
/** What brokers say in their logs and hold as processes. */
package io.thermocline.audit.process;
