// SPDX-License-Identifier: Apache-2.0
/** Memory outside the heap, in pieces. */
package io.thermocline.cache.memory;
