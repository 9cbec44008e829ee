// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cache;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Lets short work be done after a while, unless it is called off before. */
interface Alarms extends AutoCloseable {

    /** Work that is going to be done. */
    interface Alarm {
        Alarm NONE = () -> {};

        /** Calls it off, if it is not too late. */
        void cancel();
    }

    /** Makes alarms, by the name of their thread. */
    interface Maker {
        Alarms make(String name);
    }

    /** Has work done in {@code nanos} nanoseconds; after {@link #close}, never. */
    Alarm after(long nanos, Runnable work);

    @Override
    void close();

    /** Returns alarms that ring in a thread of their own, which is there while there are any. */
    static Alarms make(String name) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            made.setContextClassLoader(Alarms.class.getClassLoader());
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(10, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        return new InThread(thread);
    }

    /** See {@link #make}. */
    record InThread(ScheduledThreadPoolExecutor thread) implements Alarms {

        @Override
        public Alarm after(long nanos, Runnable work) {
            try {
                Future<?> scheduled = thread.schedule(work, nanos, TimeUnit.NANOSECONDS);
                return () -> scheduled.cancel(false);
            } catch (RejectedExecutionException e) {
                return Alarm.NONE;
            }
        }

        @Override
        public void close() {
            BackgroundThread.end(thread);
        }
    }
}
