// SPDX-License-Identifier: Apache-2.0
/** What is kept of segments between calls, bounded, whichever store they are in. */
package io.thermocline.cache;
