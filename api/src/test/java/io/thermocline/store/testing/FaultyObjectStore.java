// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.testing;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectContent;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ObjectVersion;
import io.thermocline.store.PutMode;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import io.thermocline.store.wrap.TappedContent;
import io.thermocline.store.wrap.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A store that does wrong by script: {@code store.nth(2, Verb.PUT).failsAfter(new StoreException.Unavailable(...))}.
 * Calls are counted from when the fault was scripted; a fault that has happened is over, save those of {@link #every}.
 */
public final class FaultyObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final List<ScriptedFault> script = new ArrayList<>();

    public FaultyObjectStore(ObjectStore store) {
        this.store = store;
    }

    /** Scripts a fault of the next call of a verb. */
    public Fault next(Verb verb) {
        return nth(1, verb);
    }

    /** Scripts a fault of the n-th call of a verb from now, counted from one. */
    public Fault nth(int n, Verb verb) {
        return add(new ScriptedFault(verb::equals, n, false));
    }

    /** Scripts a fault of the n-th call from now, whatever its verb. */
    public Fault nth(int n) {
        return add(new ScriptedFault(verb -> true, n, false));
    }

    /** Scripts a fault of every call of a verb from now on, until {@link #heal}. */
    public Fault every(Verb verb) {
        return add(new ScriptedFault(verb::equals, 1, true));
    }

    /** Scripts a fault of every call from now on, until {@link #heal}. */
    public Fault every() {
        return add(new ScriptedFault(verb -> true, 1, true));
    }

    /** Forgets what is scripted and has not happened yet. */
    public void heal() {
        synchronized (script) {
            script.clear();
        }
    }

    private Fault add(ScriptedFault scripted) {
        synchronized (script) {
            script.add(scripted);
        }
        return scripted.fault;
    }

    /** Counts a call and returns what happens to it. */
    private Fault begin(Verb verb) throws StoreException {
        Fault due = faultOf(verb).orElseGet(Fault::new);
        due.before().run();
        return due;
    }

    private Optional<Fault> faultOf(Verb verb) {
        synchronized (script) {
            Optional<Fault> due = Optional.empty();
            for (Iterator<ScriptedFault> all = script.iterator(); all.hasNext(); ) {
                ScriptedFault scripted = all.next();
                if (scripted.strikes(verb) && due.isEmpty()) {
                    due = Optional.of(scripted.fault);
                }
                if (scripted.over()) {
                    all.remove();
                }
            }
            return due;
        }
    }

    @Override
    public ObjectVersion put(ObjectKey key, ObjectContent content, PutMode mode) throws IOException {
        Fault fault = begin(Verb.PUT);
        ObjectVersion version = store.put(key, new TappedContent(content, fault.tap()), mode);
        fault.after().run();
        return version;
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        Fault fault = faultOf(Verb.READ).orElseGet(Fault::new);
        if (fault.isThrottled()) {
            targets.throttled();
        }
        fault.before().run();
        long wanted = targets.remaining();
        if (fault.length().isPresent() && offset + wanted > fault.length().getAsLong()) {
            throw new StoreException.TooShort(
                    key, offset, wanted, fault.length().getAsLong());
        }
        int[] starts = new int[targets.count()];
        long[] offsets = new long[targets.count()];
        long at = offset;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = targets.buffer(i).position();
            offsets[i] = at;
            at += targets.buffer(i).remaining();
        }
        store.read(key, offset, deadline, targets.toldTo(i -> {
            corrupt(fault, offsets[i], targets.buffer(i), starts[i]);
            targets.full(i);
        }));
        fault.after().run();
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        Fault fault = begin(Verb.READ_SUFFIX);
        int start = target.position();
        long length;
        if (fault.length().isPresent()) {
            length = fault.length().getAsLong();
            int n = (int) Math.min(length, target.remaining());
            ByteBuffer part = target.slice(start, n);
            if (n > 0) {
                store.read(key, length - n, deadline, part);
            }
            target.position(start + n);
        } else {
            length = store.readSuffix(key, deadline, target);
        }
        corrupt(fault, length - (target.position() - start), target, start);
        fault.after().run();
        return length;
    }

    /** Flips a bit in what was read into {@code target} from its {@code start} on, if the fault says so. */
    private static void corrupt(Fault fault, long position, ByteBuffer target, int start) {
        if (fault.corruptAt().isPresent()) {
            long at = fault.corruptAt().getAsLong() - position + start;
            if (at >= start && at < target.position()) {
                target.put((int) at, (byte) (target.get((int) at) ^ 0x10));
            }
        }
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        Fault fault = begin(Verb.STAT);
        ObjectStat stat = store.stat(key, deadline);
        fault.after().run();
        return new ObjectStat(fault.length().orElse(stat.length()), stat.version(), stat.lastModified());
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        Fault fault = begin(Verb.LIST);
        ListPage page = store.list(prefix, startAfter, limit, deadline);
        fault.after().run();
        return page;
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        Fault fault = begin(Verb.DELETE);
        store.delete(keys, deadline);
        fault.after().run();
    }

    @Override
    public void close() {
        store.close();
    }

    private static final class ScriptedFault {
        private final Predicate<Verb> verbs;
        private final boolean lasting;
        private final Fault fault = new Fault();
        private int callsBefore;

        ScriptedFault(Predicate<Verb> verbs, int n, boolean lasting) {
            if (n < 1) {
                throw new IllegalArgumentException("calls are counted from one, not from " + n);
            }
            this.verbs = verbs;
            this.callsBefore = n;
            this.lasting = lasting;
        }

        /** Counts a call, and returns whether it is the one. */
        boolean strikes(Verb verb) {
            if (!verbs.test(verb)) {
                return false;
            }
            if (callsBefore > 0) {
                callsBefore--;
            }
            return callsBefore == 0;
        }

        boolean over() {
            return callsBefore == 0 && !lasting;
        }
    }
}
