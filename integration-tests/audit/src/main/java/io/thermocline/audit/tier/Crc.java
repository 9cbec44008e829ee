// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import java.util.zip.CRC32C;

/** The checksum of the format. */
final class Crc {

    private Crc() {}

    static int of(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
