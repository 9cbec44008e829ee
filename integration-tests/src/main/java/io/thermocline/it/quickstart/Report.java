// SPDX-License-Identifier: Apache-2.0
package io.thermocline.it.quickstart;

import io.thermocline.it.quickstart.StoreRequests.Count;
import io.thermocline.it.quickstart.TierContents.StoredObject;
import java.util.List;
import java.util.Locale;

/**
 * What lies in the tier in the end, and the requests that it took to bring it there and to read it.
 *
 * @param place where the tier is
 * @param keep whether it stays there
 */
record Report(String place, boolean keep, TierContents tier, StoreRequests tiering, StoreRequests reading) {

    void show(Screen screen) {
        screen.line("");
        screen.line("  in the tier          segments   objects         bytes");
        tier.byPartition().forEach((partition, objects) -> row(screen, DemoTopic.NAME + "-" + partition, objects));
        row(screen, "together", tier.objects());
        showVerbs(screen);
        if (!tiering.byKind().isEmpty()) {
            showKinds(screen);
        }
        screen.line("");
        screen.line(
                "  Data is read in whole blocks, so that each can be verified: more bytes than the consumer asked for.");
        screen.line("  An object is a segment with its indexes, such as this one"
                + (keep ? ", which stays in " + place + ":" : " (gone when this ends; with --keep it stays):"));
        screen.line("  " + tier.objects().get(0).key());
    }

    private void showVerbs(Screen screen) {
        screen.line("");
        screen.line("  requests to store     tiering   reading         bytes");
        tiering.byVerb().forEach((verb, before) -> {
            Count after = reading.byVerb().get(verb);
            if (before.requests() + after.requests() > 0) {
                row(screen, verb, before.requests(), after.requests(), Screen.mib(before.bytes() + after.bytes()));
            }
        });
    }

    private void showKinds(Screen screen) {
        screen.line("");
        screen.line("  requests to S3        tiering   reading     a segment");
        tiering.byKind().forEach((kind, before) -> {
            long after = reading.byKind().get(kind);
            if (before + after > 0) {
                double each = (double) (before + after) / tier.objects().size();
                row(screen, kind, before, after, String.format(Locale.ROOT, "%.2f", each));
            }
        });
    }

    /** A segment is one object. */
    private static void row(Screen screen, String what, List<StoredObject> objects) {
        long bytes = objects.stream().mapToLong(StoredObject::bytes).sum();
        row(screen, what, objects.size(), objects.size(), Screen.mib(bytes));
    }

    private static void row(Screen screen, String what, long first, long second, String last) {
        screen.line(String.format(Locale.ROOT, "  %-18s %10d %9d %13s", what, first, second, last));
    }
}
