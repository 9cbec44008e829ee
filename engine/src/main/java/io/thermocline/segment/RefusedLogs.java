// SPDX-License-Identifier: Apache-2.0
package io.thermocline.segment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The logs that were found damaged of late: a broker tries to copy them again and again. */
final class RefusedLogs {

    private static final int MOST = 1024;

    private final Map<Path, Boolean> logs = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Boolean> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(Path log) {
        logs.put(log, true);
    }

    synchronized void remove(Path log) {
        logs.remove(log);
    }

    synchronized boolean contains(Path log) {
        return logs.containsKey(log);
    }
}
