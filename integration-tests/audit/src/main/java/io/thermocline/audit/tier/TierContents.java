// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.tier;

import io.thermocline.audit.tier.TierView.PendingUpload;
import io.thermocline.audit.tier.TierView.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a listing of the tier shows.
 *
 * @param segments objects whose names are those of segments
 * @param foreign other objects where only segments may lie, or checks of the tier that end within seconds
 */
record TierContents(Map<SegmentKey, StoredObject> segments, List<StoredObject> foreign, List<PendingUpload> uploads) {

    private static final String CHECKS = "check/";

    static TierContents list(TierView tier, String prefix) throws IOException {
        Map<SegmentKey, StoredObject> segments = new LinkedHashMap<>();
        List<StoredObject> foreign = new ArrayList<>(tier.list(prefix + CHECKS));
        for (StoredObject object : tier.list(prefix + SegmentKey.FOLDER)) {
            Optional<SegmentKey> key = SegmentKey.parse(prefix, object.key());
            key.ifPresentOrElse(segment -> segments.put(segment, object), () -> foreign.add(object));
        }
        return new TierContents(segments, foreign, tier.uploads(prefix));
    }
}
