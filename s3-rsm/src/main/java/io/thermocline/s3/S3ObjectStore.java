// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.Admission;
import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.SelfCheck;
import io.thermocline.store.StoreContext;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.WaitingClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket as an object store. */
final class S3ObjectStore implements ObjectStore, SelfCheck {

    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(10);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(2);
    private static final Duration LAST_TRIES_TIME = Duration.ofSeconds(1);

    private final S3Toolbox tools;
    private final StoreContext context;
    private final String name;
    private final Admission admission;
    private final BackgroundThreads threads;
    private final ObjectHeads heads;
    private final ObjectRanges ranges;
    private final ObjectPuts puts;
    private final ObjectLists lists;
    private final ObjectDeletes deletes;
    private final RunningUploads running = new RunningUploads();
    private final BackgroundRetries retries;

    S3ObjectStore(S3Client s3, S3Settings settings, StoreContext context) {
        this(s3, settings, context, WaitingClock.system(), LONGEST_ATTEMPT);
    }

    /**
     * @param clock by which it is waited between attempts
     * @param longestAttempt how long the server may take for one request
     */
    S3ObjectStore(S3Client s3, S3Settings settings, StoreContext context, WaitingClock clock, Duration longestAttempt) {
        this.context = context;
        this.name = "s3://" + settings.bucket();
        this.admission = new Admission(name);
        S3Meters meters = new S3Meters(context.meters());
        Attempts attempts = new Attempts(
                new S3Errors(settings),
                meters,
                clock,
                (int) settings.values().whole(S3Settings.MAX_ATTEMPTS),
                longestAttempt);
        this.threads = new BackgroundThreads(context.owner(), context.writers());
        this.tools = new S3Toolbox(s3, new S3Requests(settings), attempts, meters, threads.timer());
        this.heads = new ObjectHeads(tools);
        this.ranges = new ObjectRanges(tools, heads);
        this.lists = new ObjectLists(tools);
        this.deletes = new ObjectDeletes(tools);
        this.retries = new BackgroundRetries(threads.timer());
        UnfinishedUploads unfinished = new UnfinishedUploads(tools, running, retries);
        ConditionAnswers conditions = new ConditionAnswers(heads);
        Writers writers = new Writers(context.writers());
        this.puts = new ObjectPuts(
                heads,
                new SinglePut(tools, heads, conditions, writers),
                new MultipartPut(
                        tools,
                        writers,
                        threads.senders(),
                        running,
                        unfinished,
                        settings.partBytes(),
                        settings.parallelism()),
                settings.partBytes());
        unfinished.clearLeftovers(context.keyPrefix(), context.owns());
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        admission.admit("putting object " + key, Deadline.never());
        return puts.put(key, content, mode);
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        long wanted = targets.remaining();
        if (offset < 0 || wanted == 0) {
            throw new IllegalArgumentException("a read of " + wanted + " bytes from offset " + offset);
        }
        admission.admit("reading object " + key, deadline);
        ranges.read(key, offset, deadline, targets);
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException("a suffix of no bytes");
        }
        admission.admit("reading the end of object " + key, deadline);
        return ranges.readSuffix(key, deadline, target);
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        admission.admit("looking at object " + key, deadline);
        return heads.stat(key, deadline);
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        if (limit < 1) {
            throw new IllegalArgumentException("a page of at most " + limit + " entries");
        }
        admission.admit("listing '" + prefix + "'", deadline);
        return lists.list(prefix, startAfter, limit, deadline);
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        admission.admit("deleting " + keys.size() + " objects", deadline);
        deletes.delete(keys, deadline);
    }

    @Override
    public void check(Deadline deadline) throws StoreException {
        admission.admit("checking the bucket " + name, deadline);
        new BucketCheck(tools, context, retries).run(deadline);
    }

    @Override
    public synchronized void close() {
        if (admission.isClosed()) {
            return;
        }
        admission.close();
        running.close(CLOSE_TIME);
        threads.close(CLOSE_TIME);
        retries.close(LAST_TRIES_TIME);
        tools.s3().close();
    }
}
