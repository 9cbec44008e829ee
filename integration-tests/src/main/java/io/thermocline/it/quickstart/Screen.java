// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Shows how far a step has come: on a terminal in one line that is written over, elsewhere in a line now and then. */
final class Screen {

    private static final long LIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PLAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int BAR = 20;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean live;
    private long shown = System.nanoTime() - PLAIN_NANOS;

    Screen(PrintStream out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** Shows that {@code part} of {@code whole} is done, unless something was shown just now. */
    void progress(String step, LongSupplier part, long whole, Supplier<String> detail) {
        long now = System.nanoTime();
        if (now - shown < (live ? LIVE_NANOS : PLAIN_NANOS)) {
            return;
        }
        shown = now;
        double share = whole == 0 ? 1 : Math.min(1, (double) part.getAsLong() / whole);
        String line = "  %-10s %s %3.0f%%  %s".formatted(step, bar(share), 100 * share, detail.get());
        if (live) {
            out.print(CLEAR_LINE + line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    private static String bar(double share) {
        int full = (int) Math.round(BAR * share);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    /** Shows that a step is done. */
    void done(String step, String detail) {
        out.println((live ? CLEAR_LINE : "") + "  %-10s %s".formatted(step, detail));
        shown = System.nanoTime() - PLAIN_NANOS;
    }

    /** Shows a line. */
    void line(String text) {
        out.println(text);
    }

    static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024.0));
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    static String rate(long bytes, long nanos) {
        return String.format(Locale.ROOT, "%.0f MiB/s", bytes / (1024.0 * 1024.0) / Math.max(1e-3, nanos / 1e9));
    }
}
