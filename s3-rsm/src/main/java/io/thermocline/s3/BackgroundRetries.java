// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Things that are tried, with pauses that grow, until they are done, or until the server refuses them in a way that does
 * not pass. That credentials do not suffice may pass, as when they are renewed: this is borne for some minutes.
 */
final class BackgroundRetries {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRetries.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_PENDING = 10_000;
    /** With the pauses between them, four minutes. */
    static final int MOST_DENIALS = 10;

    /** One try. */
    interface Attempt {
        /**
         * Returns whether it need not be tried again.
         *
         * @param end when it must be over, if not before
         */
        boolean make(Deadline end) throws StoreException;
    }

    private final class Pending implements Runnable {
        private final String doing;
        private final Attempt attempt;
        private Duration pause = FIRST_PAUSE;
        private int denials;
        private volatile boolean failed;

        Pending(String doing, Attempt attempt) {
            this.doing = doing;
            this.attempt = attempt;
        }

        @Override
        public void run() {
            if (isOver(Deadline.never())) {
                pending.remove(this);
            } else {
                schedule(this);
            }
        }

        private boolean isOver(Deadline end) {
            try {
                boolean over = attempt.make(end);
                failed = false;
                return over;
            } catch (StoreException | RuntimeException | Error e) {
                denials += e instanceof StoreException.Denied ? 1 : 0;
                if (isFinal(e)) {
                    LOG.warn("{} failed and is not tried again: {}", doing, e.getMessage());
                    return true;
                }
                if (failed) {
                    LOG.debug("{} failed again", doing, e);
                } else {
                    LOG.warn("{} failed; it is tried again until it succeeds: {}", doing, e.getMessage());
                }
                failed = true;
                return false;
            }
        }

        private boolean isFinal(Throwable e) {
            return e instanceof StoreException.Failed || denials == MOST_DENIALS;
        }

        private Duration nextPause() {
            Duration now = pause;
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
            return now;
        }
    }

    private final ScheduledExecutorService timer;
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

    /**
     * @param timer runs the tries; closed by its owner, before this
     */
    BackgroundRetries(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Tries in this thread, whether it is interrupted or not, and goes on in the background if need be.
     *
     * @param doing what is tried, as a beginning of messages
     */
    void now(String doing, Attempt attempt) {
        Pending fresh = add(doing, attempt);
        DeafToInterrupts deaf = DeafToInterrupts.begin();
        try {
            fresh.run();
        } finally {
            deaf.end();
        }
    }

    /** Tries in the background. */
    void soon(String doing, Attempt attempt) {
        Pending fresh = add(doing, attempt);
        try {
            timer.execute(fresh);
        } catch (RejectedExecutionException closing) {
            LOG.debug("{} was not begun before the end", doing);
        }
    }

    private Pending add(String doing, Attempt attempt) {
        Pending fresh = new Pending(doing, attempt);
        pending.add(fresh);
        return fresh;
    }

    private void schedule(Pending again) {
        if (pending.size() > MOST_PENDING) {
            pending.remove(again);
            LOG.warn("{} is not tried again: {} others wait already", again.doing, MOST_PENDING);
            return;
        }
        try {
            ScheduledFuture<?> unused = timer.schedule(again, again.nextPause().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.debug("{} waits for the end", again.doing);
        }
    }

    /** Tries for the last time, until one fails or {@code patience} is over, and says what was not done. */
    void close(Duration patience) {
        Deadline end = Deadline.after(patience);
        DeafToInterrupts deaf = DeafToInterrupts.begin();
        try {
            for (Pending last : List.copyOf(pending)) {
                boolean tried = !end.expired() && (last.isOver(end) || !last.failed);
                if (!tried) {
                    break;
                }
                pending.remove(last);
            }
        } finally {
            deaf.end();
        }
        pending.stream()
                .filter(remaining -> remaining.failed)
                .forEach(remaining -> LOG.warn(
                        "{} was not done before the end: the next start does it, or the bucket's lifecycle rule.",
                        remaining.doing));
    }
}
