// SPDX-License-Identifier: Apache-2.0
/** The object-store SPI. */
package io.thermocline.store;
