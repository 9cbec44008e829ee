// SPDX-License-Identifier: Apache-2.0
package io.thermocline.metadata;

import static io.thermocline.metadata.Segments.started;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.COPY_SEGMENT_STARTED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_FINISHED;
import static org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState.DELETE_SEGMENT_STARTED;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentId;
import org.apache.kafka.server.log.remote.storage.RemoteLogSegmentState;
import org.apache.kafka.server.log.remote.storage.RemoteResourceNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentLifecycleTest {
    private static final RemoteLogSegmentId ID =
            started(Segments.partition("lifecycle"), 0, 0, 9).remoteLogSegmentId();

    @ParameterizedTest
    @CsvSource({
        "COPY_SEGMENT_STARTED, COPY_SEGMENT_FINISHED",
        "COPY_SEGMENT_STARTED, DELETE_SEGMENT_STARTED",
        "COPY_SEGMENT_FINISHED, COPY_SEGMENT_FINISHED",
        "COPY_SEGMENT_FINISHED, DELETE_SEGMENT_STARTED",
        "DELETE_SEGMENT_STARTED, DELETE_SEGMENT_STARTED",
        "DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED"
    })
    void anUpdateMayGoOnOrRepeat(RemoteLogSegmentState current, RemoteLogSegmentState asked) {
        assertThatCode(() -> SegmentLifecycle.checkUpdate(ID, Optional.of(current), asked))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "COPY_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED",
        "COPY_SEGMENT_FINISHED, COPY_SEGMENT_STARTED",
        "COPY_SEGMENT_FINISHED, DELETE_SEGMENT_FINISHED",
        "DELETE_SEGMENT_STARTED, COPY_SEGMENT_STARTED",
        "DELETE_SEGMENT_STARTED, COPY_SEGMENT_FINISHED"
    })
    void anUpdateMayNotSkipOrGoBack(RemoteLogSegmentState current, RemoteLogSegmentState asked) {
        assertThatThrownBy(() -> SegmentLifecycle.checkUpdate(ID, Optional.of(current), asked))
                .isInstanceOf(RefusedTransitionException.class)
                .hasMessageContainingAll(ID.id().toString(), current.name(), asked.name());
    }

    @ParameterizedTest
    @EnumSource
    void anUpdateOfASegmentThatIsNotThereFindsNothing(RemoteLogSegmentState asked) {
        assertThatThrownBy(() -> SegmentLifecycle.checkUpdate(ID, Optional.empty(), asked))
                .isInstanceOf(RemoteResourceNotFoundException.class)
                .hasMessageContainingAll(ID.id().toString(), "no state", asked.name());
    }

    @Test
    void anUpdateDoesNotStartACopy() {
        assertThatThrownBy(
                        () -> SegmentLifecycle.checkUpdate(ID, Optional.of(COPY_SEGMENT_STARTED), COPY_SEGMENT_STARTED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(ID.id().toString(), COPY_SEGMENT_STARTED.name());
    }

    @Test
    void aSegmentMayBeAddedAndAddedAgainWhileItIsCopied() {
        assertThatCode(() -> SegmentLifecycle.checkAdd(ID, Optional.empty(), COPY_SEGMENT_STARTED))
                .doesNotThrowAnyException();
        assertThatCode(() -> SegmentLifecycle.checkAdd(ID, Optional.of(COPY_SEGMENT_STARTED), COPY_SEGMENT_STARTED))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource(names = {"COPY_SEGMENT_FINISHED", "DELETE_SEGMENT_STARTED"})
    void aSegmentPastItsCopyIsNotAddedAgain(RemoteLogSegmentState current) {
        assertThatThrownBy(() -> SegmentLifecycle.checkAdd(ID, Optional.of(current), COPY_SEGMENT_STARTED))
                .isInstanceOf(RefusedTransitionException.class)
                .hasMessageContainingAll(ID.id().toString(), current.name(), COPY_SEGMENT_STARTED.name());
    }

    @Test
    void aSegmentIsAddedAsBeingCopiedOnly() {
        for (RemoteLogSegmentState asked :
                new RemoteLogSegmentState[] {COPY_SEGMENT_FINISHED, DELETE_SEGMENT_STARTED, DELETE_SEGMENT_FINISHED}) {
            assertThatThrownBy(() -> SegmentLifecycle.checkAdd(ID, Optional.empty(), asked))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(ID.id().toString(), "no state", asked.name());
        }
    }
}
