// SPDX-License-Identifier: Apache-2.0
/**
 * The filesystem tier: one file per object, under a directory that may be a disk of the broker's own or a mount that
 * many hosts share.
 *
 * <p>{@link io.thermocline.local.LocalStoreProvider} is the way in. Below the root, a file's path is its key and its
 * bytes are the object's bytes, and there is nothing else, save {@code .thermocline}, which holds what the store needs
 * for itself: {@code tmp} for objects that are being put, {@code locks} for writers to take turns.
 */
package io.thermocline.local;
