// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thermocline.store.ObjectKey;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What a file of the disk cache may say, and what that costs. */
class DiskRecordTest {

    private static final ObjectKey KEY = new ObjectKey("\u6d41/" + "k".repeat(255));

    @Test
    void whatIsWrittenIsRead() {
        DiskRecord record = new DiskRecord(KEY, Integer.MAX_VALUE, 16 * 1024 * 1024);

        assertThat(DiskRecord.decode(record.encode())).contains(record);
        assertThat(record.encode().remaining()).isEqualTo(record.headBytes());
    }

    /** Else its head would be longer when it is written again, and its block somewhere else. */
    @Test
    void aKeyThatIsNotUtf8IsNoRecord() {
        ByteBuffer head = new DiskRecord(new ObjectKey("abc"), 0, 1).encode();
        head.put(DiskRecord.FIXED_BYTES + 1, (byte) 0xff);
        CRC32C crc = new CRC32C();
        crc.update(head.slice(0, DiskRecord.FIXED_BYTES + 3));
        head.putInt(DiskRecord.FIXED_BYTES + 3, (int) crc.getValue());

        assertThat(DiskRecord.decode(head)).isEmpty();
    }

    @Test
    void aBlockThatIsAloneCostsNoMoreThanAFewHundredBytesWhateverItsNumber() {
        DiskIndex index = new DiskIndex();
        ObjectKey last = new ObjectKey("last");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        index.put(KEY, 0, new DiskIndex.Place(1, 12));
        long before = threads.getCurrentThreadAllocatedBytes();

        index.put(last, Integer.MAX_VALUE, new DiskIndex.Place(1, 12));

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2000);
        assertThat(index.find(last, Integer.MAX_VALUE)).contains(new DiskIndex.Place(1, 12));
        assertThat(index.find(last, 0)).isEmpty();
        index.removeFile(1);
        assertThat(index.find(last, Integer.MAX_VALUE)).isEmpty();
    }
}
