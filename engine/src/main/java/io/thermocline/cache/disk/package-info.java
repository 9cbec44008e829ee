// SPDX-License-Identifier: Apache-2.0
/** Blocks in files of a directory that others may have written to: what cannot be trusted is not there. */
package io.thermocline.cache.disk;
