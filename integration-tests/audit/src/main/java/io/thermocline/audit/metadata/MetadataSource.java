// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.metadata;

/** Where the metadata of remote segments are read from. */
public interface MetadataSource {

    /**
     * Returns all that had been written when the call began, and maybe more.
     *
     * @throws io.thermocline.audit.AuditException if that is not to be read
     */
    RemoteMetadata read();
}
