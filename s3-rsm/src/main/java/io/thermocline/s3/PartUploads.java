// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Deadline;
import io.thermocline.store.StoreException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * The parts of one upload on their way: the thread that wants the object sends parts itself, and others help as far as
 * they are free. The first failure ends all.
 */
final class PartUploads {

    private static final Duration ENDING_TIME = Duration.ofSeconds(2);

    private final S3Toolbox tools;
    private final Writers writers;
    private final ObjectPuts.Sending sending;
    private final String uploadId;
    private final long partBytes;
    private final CompletedPart[] sent;

    private final Set<Thread> helping = new HashSet<>();
    private int next;
    private Throwable failure;
    private volatile boolean over;

    PartUploads(S3Toolbox tools, Writers writers, ObjectPuts.Sending sending, String uploadId, long partBytes) {
        this.tools = tools;
        this.writers = writers;
        this.sending = sending;
        this.uploadId = uploadId;
        this.partBytes = partBytes;
        this.sent = new CompletedPart[Math.toIntExact((sending.length() + partBytes - 1) / partBytes)];
    }

    /**
     * Sends all parts and returns what completes the upload.
     *
     * @param most how many parts may be under way at once
     * @throws Carried with what the content threw
     */
    List<CompletedPart> sendAll(ExecutorService helpers, int most) throws StoreException {
        for (int i = 1; i < Math.min(most, sent.length); i++) {
            try {
                helpers.execute(this::help);
            } catch (RejectedExecutionException closing) {
                break;
            }
        }
        try {
            sendParts();
            awaitHelpers();
        } catch (StoreException | RuntimeException | Error e) {
            end(e);
        }
        throwFirstFailure();
        return List.copyOf(Arrays.asList(sent));
    }

    private void help() {
        synchronized (this) {
            if (over) {
                return;
            }
            helping.add(Thread.currentThread());
        }
        try {
            sendParts();
        } catch (StoreException | RuntimeException | Error e) {
            end(e);
        } finally {
            synchronized (this) {
                helping.remove(Thread.currentThread());
                // An interrupt was for this upload, not for what the thread does next.
                Thread.interrupted();
                notifyAll();
            }
        }
    }

    private void sendParts() throws StoreException {
        for (int part = take(); part < sent.length; part = take()) {
            CompletedPart done = send(part);
            synchronized (this) {
                sent[part] = done;
            }
        }
    }

    private synchronized int take() {
        return over ? sent.length : next++;
    }

    private CompletedPart send(int part) throws StoreException {
        String doing = sending.doing() + ", part " + (part + 1) + " of " + sent.length;
        return tools.attempts()
                .run(
                        doing,
                        sending.key(),
                        Deadline.never(),
                        (number, limit) -> writers.inTurn(doing, () -> send(doing, part, limit)));
    }

    private CompletedPart send(String doing, int part, Duration limit) throws StoreException {
        long from = part * partBytes;
        long length = Math.min(partBytes, sending.length() - from);
        UploadPartRequest request = tools.requests().part(sending.key(), uploadId, part + 1, limit);
        ContentBody body = new ContentBody(doing, sending.content(), from, length, () -> over, tools.meters());
        try {
            UploadPartResponse answer = tools.meters()
                    .count(S3Meters.Kind.UPLOAD_PART, () -> tools.s3().uploadPart(request, body.request()));
            return CompletedPart.builder()
                    .partNumber(part + 1)
                    .eTag(answer.eTag())
                    .checksumCRC32(answer.checksumCRC32())
                    .checksumCRC32C(answer.checksumCRC32C())
                    .checksumCRC64NVME(answer.checksumCRC64NVME())
                    .checksumSHA1(answer.checksumSHA1())
                    .checksumSHA256(answer.checksumSHA256())
                    .build();
        } catch (SdkException e) {
            body.rethrowFailure();
            if (over) {
                throw new StoreException.Failed(doing + " was broken off", e);
            }
            throw e;
        }
    }

    private synchronized void awaitHelpers() throws StoreException {
        try {
            while (!helping.isEmpty() && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException.Interrupted(sending.doing() + " was interrupted", e);
        }
        over = true;
    }

    private synchronized void throwFirstFailure() throws StoreException {
        if (failure instanceof StoreException e) {
            throw e;
        }
        if (failure instanceof Carried e) {
            throw e;
        }
        if (failure != null) {
            throw new StoreException.Failed(sending.doing() + " failed unexpectedly: " + failure, failure);
        }
    }

    private synchronized void end(Throwable why) {
        over = true;
        if (failure == null) {
            failure = why;
        }
        for (Thread helper : helping) {
            helper.interrupt();
        }
        notifyAll();
    }

    /** Returns, after a moment's patience, whether no part is under way any more. Deaf to interrupts. */
    synchronized boolean allEnded() {
        end(new StoreException.Failed(sending.doing() + " was broken off", null));
        long until = System.nanoTime() + ENDING_TIME.toNanos();
        boolean interrupted = Thread.interrupted();
        while (!helping.isEmpty() && until - System.nanoTime() > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return helping.isEmpty();
    }
}
