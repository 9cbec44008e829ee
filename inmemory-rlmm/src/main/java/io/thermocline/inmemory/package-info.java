// SPDX-License-Identifier: Apache-2.0
/**
 * A {@code RemoteLogMetadataManager} that keeps its metadata in the memory of the process, for tests, development and
 * clusters of one broker whose data may be lost. The way in is {@link
 * io.thermocline.inmemory.InMemoryRemoteLogMetadataManager}.
 */
package io.thermocline.inmemory;
