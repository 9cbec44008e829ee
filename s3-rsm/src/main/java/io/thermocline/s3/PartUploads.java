// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The parts of one upload on their way. They are sent by threads that all uploads share: each sends one part and lines up
 * again for the next, so that uploads take turns. The thread that wants the object only waits, so that an interrupt ends
 * its wait whatever the server does. The first failure ends all.
 */
final class PartUploads {

    private static final Duration ENDING_TIME = Duration.ofSeconds(2);

    private final S3Toolbox tools;
    private final Writers writers;
    private final ObjectPuts.Sending sending;
    private final String uploadId;
    private final long partBytes;
    private final CompletedPart[] sent;

    private final Set<Thread> senders = new HashSet<>();
    private int next;
    private int left;
    private Throwable failure;
    private boolean unanswered;
    private volatile boolean over;

    PartUploads(S3Toolbox tools, Writers writers, ObjectPuts.Sending sending, String uploadId, long partBytes) {
        this.tools = tools;
        this.writers = writers;
        this.sending = sending;
        this.uploadId = uploadId;
        this.partBytes = partBytes;
        this.sent = new CompletedPart[Math.toIntExact((sending.length() + partBytes - 1) / partBytes)];
        this.left = sent.length;
    }

    /**
     * Sends all parts and returns what completes the upload.
     *
     * @param threads which send them
     * @param most how many parts may be under way at once
     * @throws Carried with what the content threw
     */
    List<CompletedPart> sendAll(Executor threads, int most) throws StoreException {
        for (int i = 0; i < Math.min(most, sent.length); i++) {
            lineUp(threads);
        }
        awaitAll();
        return List.copyOf(Arrays.asList(sent));
    }

    private void lineUp(Executor threads) {
        try {
            threads.execute(() -> sendNext(threads));
        } catch (RejectedExecutionException e) {
            end(closing(e));
        } catch (RuntimeException | Error e) {
            end(e);
        }
    }

    private StoreException closing(Throwable cause) {
        return new StoreException.Unavailable(sending.doing() + " was broken off: the store is being closed", cause);
    }

    private void sendNext(Executor threads) {
        int part = take();
        if (part == sent.length) {
            return;
        }
        try {
            sent[part] = send(part);
        } catch (StoreException.Interrupted e) {
            // Nobody but the end of the upload, which is then known already, or of the store interrupts these threads.
            end(closing(e));
        } catch (StoreException | RuntimeException | Error e) {
            end(e);
        } finally {
            leave(part);
        }
        lineUp(threads);
    }

    private synchronized int take() {
        if (over || next == sent.length) {
            return sent.length;
        }
        senders.add(Thread.currentThread());
        return next++;
    }

    private synchronized void leave(int part) {
        senders.remove(Thread.currentThread());
        // An interrupt was for this upload, not for what the thread does next.
        Thread.interrupted();
        if (sent[part] != null) {
            left--;
        }
        notifyAll();
    }

    private CompletedPart send(int part) throws StoreException {
        String doing = sending.doing() + ", part " + (part + 1) + " of " + sent.length;
        return tools.attempts()
                .run(
                        S3Action.PUT,
                        doing,
                        sending.key(),
                        Deadline.never(),
                        (number, limit) -> writers.inTurn(doing, () -> send(doing, part, limit)));
    }

    private CompletedPart send(String doing, int part, Duration limit) throws StoreException {
        if (over) {
            throw new StoreException.Failed(doing + " was broken off", null);
        }
        long from = part * partBytes;
        long length = Math.min(partBytes, sending.length() - from);
        UploadPartRequest request = tools.requests().part(sending.key(), uploadId, part + 1);
        BodyTime time = new BodyTime(tools.timer(), limit);
        ContentBody body = new ContentBody(doing, sending.content(), from, length, () -> over, tools.meters(), time);
        boolean answered = false;
        try (body) {
            UploadPartResponse answer = tools.meters()
                    .count(
                            S3Meters.Kind.UPLOAD_PART,
                            () -> time.within(() -> tools.s3().uploadPart(request, body.request())));
            if (ETags.version(answer.eTag()).isEmpty()) {
                throw new StoreException.Unavailable(
                        doing + " failed: the server said OK, but not to what: is it S3?", null);
            }
            answered = true;
            return completed(part, answer);
        } catch (RuntimeException | Error e) {
            answered = e instanceof SdkException failed && !LostAnswerException.isPossible(failed);
            body.rethrowFailure();
            if (over) {
                throw new StoreException.Failed(doing + " was broken off", e);
            }
            throw e;
        } finally {
            if (!answered) {
                unanswered();
            }
        }
    }

    private static CompletedPart completed(int part, UploadPartResponse answer) {
        return CompletedPart.builder()
                .partNumber(part + 1)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .checksumCRC32C(answer.checksumCRC32C())
                .checksumCRC64NVME(answer.checksumCRC64NVME())
                .checksumSHA1(answer.checksumSHA1())
                .checksumSHA256(answer.checksumSHA256())
                .build();
    }

    private synchronized void unanswered() {
        unanswered = true;
    }

    private synchronized void awaitAll() throws StoreException {
        try {
            while (left > 0 && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted(sending.doing() + " was interrupted", e);
        }
        if (failure instanceof StoreException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Breaks off what is under way. The first reason is the one that the put fails with. */
    synchronized void end(Throwable why) {
        over = true;
        if (failure == null) {
            failure = why;
        }
        senders.forEach(Thread::interrupt);
        notifyAll();
    }

    /**
     * Breaks off what is under way, and waits a moment for it to end. Deaf to interrupts.
     *
     * @return whether no part can reach the server any more
     */
    synchronized boolean endQuietly() {
        end(new StoreException.Failed(sending.doing() + " was broken off", null));
        long until = System.nanoTime() + ENDING_TIME.toNanos();
        DeafToInterrupts deaf = DeafToInterrupts.begin();
        try {
            while (!senders.isEmpty() && until - System.nanoTime() > 0) {
                deaf.awaitNotification(this, until);
            }
        } finally {
            deaf.end();
        }
        return senders.isEmpty() && !unanswered;
    }
}
