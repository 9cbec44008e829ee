// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.quickstart.TierContents.StoredObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What lies in the tier in the end, and the requests that it took to bring it there and to read it. */
record Report(Path directory, TierContents tier, StoreRequests untilTiered, StoreRequests untilRead) {

    void show(Screen screen) {
        screen.line("");
        screen.line("  in the tier          segments   objects         bytes");
        tier.byPartition().forEach((partition, objects) -> row(screen, DemoTopic.NAME + "-" + partition, objects));
        row(screen, "together", tier.objects());
        screen.line("");
        screen.line("  requests to store     tiering   reading         bytes");
        untilRead.byVerb().forEach((verb, count) -> {
            long tiering = untilTiered.requests(verb);
            if (count.requests() > 0) {
                row(screen, verb, tiering, count.requests() - tiering, count.bytes());
            }
        });
        screen.line("");
        screen.line(
                "  Data is read in whole blocks, so that each can be verified: more bytes than the consumer asked for.");
        screen.line("  An object is a segment with its indexes. With --keep, this one stays in " + directory + ":");
        screen.line("  " + tier.objects().get(0).key());
    }

    /** A segment is one object. */
    private static void row(Screen screen, String what, List<StoredObject> objects) {
        long bytes = objects.stream().mapToLong(StoredObject::bytes).sum();
        row(screen, what, objects.size(), objects.size(), bytes);
    }

    private static void row(Screen screen, String what, long first, long second, long bytes) {
        screen.line(String.format(Locale.ROOT, "  %-18s %10d %9d %13s", what, first, second, Screen.mib(bytes)));
    }
}
