// SPDX-License-Identifier: Apache-2.0
package io.thermocline.store.wrap;

import io.thermocline.store.Deadline;
import io.thermocline.store.ListPage;
import io.thermocline.store.ObjectKey;
import io.thermocline.store.ObjectStat;
import io.thermocline.store.ObjectStore;
import io.thermocline.store.ReadTargets;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreMeters;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets calls fail at once while a store is away, so that not every caller waits for the same silence. Puts are always made:
 * they are few, and who makes them waits longer than a store is away.
 *
 * <p>A store that asks for fewer requests has answered.
 */
public final class BreakingObjectStore extends ForwardingObjectStore {

    private final CircuitBreaker breaker;

    /**
     * @param failuresAllowed how many calls in a row may get no answer before calls fail at once, at least 1
     */
    public BreakingObjectStore(ObjectStore store, int failuresAllowed, LongSupplier nanoClock, StoreMeters meters) {
        super(store);
        this.breaker = new CircuitBreaker(failuresAllowed, nanoClock, meters);
    }

    private interface Call<T> {
        T make() throws StoreException;
    }

    private <T> T guard(String doing, Deadline deadline, Call<T> call) throws StoreException {
        if (deadline.expired()) {
            // It says nothing of the store that it will not be asked.
            return call.make();
        }
        breaker.admit(doing);
        try {
            T answer = call.make();
            breaker.answered();
            return answer;
        } catch (StoreException.Unavailable e) {
            if (e.throttled()) {
                breaker.answered();
            } else {
                breaker.unanswered(e);
            }
            throw e;
        } catch (StoreException.Interrupted e) {
            breaker.unknown();
            throw e;
        } catch (StoreException e) {
            breaker.answered();
            throw e;
        } catch (RuntimeException | Error e) {
            breaker.unknown();
            throw e;
        }
    }

    @Override
    public void read(ObjectKey key, long offset, Deadline deadline, ReadTargets targets) throws StoreException {
        guard("reading object " + key, deadline, () -> {
            super.read(key, offset, deadline, targets);
            return null;
        });
    }

    @Override
    public long readSuffix(ObjectKey key, Deadline deadline, ByteBuffer target) throws StoreException {
        return guard("reading the end of object " + key, deadline, () -> super.readSuffix(key, deadline, target));
    }

    @Override
    public ObjectStat stat(ObjectKey key, Deadline deadline) throws StoreException {
        return guard("looking at object " + key, deadline, () -> super.stat(key, deadline));
    }

    @Override
    public ListPage list(String prefix, Optional<ObjectKey> startAfter, int limit, Deadline deadline)
            throws StoreException {
        return guard("listing '" + prefix + "'", deadline, () -> super.list(prefix, startAfter, limit, deadline));
    }

    @Override
    public void delete(Collection<ObjectKey> keys, Deadline deadline) throws StoreException {
        guard("deleting " + keys, deadline, () -> {
            super.delete(keys, deadline);
            return null;
        });
    }
}
