// SPDX-License-Identifier: Apache-2.0
/**
 * The RemoteStorageManager that every tier extends: {@link io.thermocline.rsm.ObjectStorageManager} is the one way in.
 * Everything that is Kafka's is translated here, each thing in one place: configuration, metadata, exceptions, metrics.
 */
package io.thermocline.rsm;
