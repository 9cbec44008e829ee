// SPDX-License-Identifier: Apache-2.0
package io.thermocline.rsm;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The one thread that does later what could not be done at once. */
final class BackgroundTimer {

    private BackgroundTimer() {}

    static ScheduledExecutorService start(String owner) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "thermocline-background-" + owner);
            thread.setDaemon(true);
            thread.setContextClassLoader(BackgroundTimer.class.getClassLoader());
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
