// SPDX-License-Identifier: Apache-2.0
/** Records that prove themselves, and the audit that whoever reads them back holds. */
package io.thermocline.it.load;
