// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Which requests get which faults. */
final class WireScript {

    private final List<Scripted> script = new ArrayList<>();

    WireFault nth(int n, Predicate<WireRequest> which) {
        if (n < 1) {
            throw new IllegalArgumentException("requests are counted from one, not from " + n);
        }
        int[] left = {n};
        return add(new Scripted(which, () -> --left[0] == 0, true));
    }

    WireFault every(Predicate<WireRequest> which) {
        return add(new Scripted(which, () -> true, false));
    }

    WireFault oneIn(int k, Random random, Predicate<WireRequest> which) {
        return add(new Scripted(which, () -> random.nextInt(k) == 0, false));
    }

    private synchronized WireFault add(Scripted scripted) {
        script.add(scripted);
        return scripted.fault;
    }

    synchronized void clear() {
        script.clear();
    }

    /** Counts a request for every fault, and returns the first that strikes it. */
    synchronized Optional<WireFault> due(WireRequest request) {
        Optional<WireFault> due = Optional.empty();
        for (Iterator<Scripted> all = script.iterator(); all.hasNext(); ) {
            Scripted scripted = all.next();
            if (scripted.which.test(request) && scripted.strikes.getAsBoolean()) {
                if (due.isEmpty()) {
                    due = Optional.of(scripted.fault);
                }
                if (scripted.once) {
                    all.remove();
                }
            }
        }
        return due;
    }

    private static final class Scripted {
        private final Predicate<WireRequest> which;
        private final BooleanSupplier strikes;
        private final boolean once;
        private final WireFault fault = new WireFault();

        Scripted(Predicate<WireRequest> which, BooleanSupplier strikes, boolean once) {
            this.which = which;
            this.strikes = strikes;
            this.once = once;
        }
    }
}
