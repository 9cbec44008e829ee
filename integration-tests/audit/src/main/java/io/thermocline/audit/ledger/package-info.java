// SPDX-License-Identifier: Apache-2.0
/** Records that prove themselves, the ledger of those that were acknowledged, and the check of what is read back. */
package io.thermocline.audit.ledger;
