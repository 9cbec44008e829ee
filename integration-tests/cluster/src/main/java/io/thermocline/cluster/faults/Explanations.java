// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import static io.thermocline.cluster.faults.FaultKind.BROKER_CUT_OFF;
import static io.thermocline.cluster.faults.FaultKind.BROKER_FROZEN;
import static io.thermocline.cluster.faults.FaultKind.BROKER_KILLED;
import static io.thermocline.cluster.faults.FaultKind.BROKER_RESTARTED;
import static io.thermocline.cluster.faults.FaultKind.CLOCK_WRONG;
import static io.thermocline.cluster.faults.FaultKind.LEADERS_MOVED;
import static io.thermocline.cluster.faults.FaultKind.STORE_CORRUPTS;
import static io.thermocline.cluster.faults.FaultKind.STORE_CUTS_BODIES;
import static io.thermocline.cluster.faults.FaultKind.STORE_GONE;
import static io.thermocline.cluster.faults.FaultKind.STORE_KILLED;
import static io.thermocline.cluster.faults.FaultKind.STORE_LOSES_ANSWERS;
import static io.thermocline.cluster.faults.FaultKind.STORE_SLOW;
import static io.thermocline.cluster.faults.FaultKind.STORE_THROTTLES;

import io.thermocline.audit.process.LogScan.Explanation;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The errors that brokers log because another broker is away or the store is in trouble. Each is explained by some faults
 * only: an error without such a fault is one that an operator would have to look at.
 */
public final class Explanations {

    private static final Set<FaultKind> BROKERS =
            EnumSet.of(BROKER_KILLED, BROKER_RESTARTED, BROKER_FROZEN, CLOCK_WRONG);
    private static final Set<FaultKind> LEADERS = with(BROKERS, LEADERS_MOVED);
    private static final Set<FaultKind> AWAY = EnumSet.of(STORE_GONE, STORE_KILLED, BROKER_CUT_OFF);

    /** What happens at the start of brokers and on a busy machine needs no fault. */
    private static final Set<FaultKind> NONE = EnumSet.noneOf(FaultKind.class);

    /** The first line of an error, up to the logger's name, and from there to anything that follows. */
    private static final String REMOTE = "(?s)(RemoteLogReader|RemoteLogManager|RLMTask|ReplicaFetcherThread|"
            + "RemoteStorageThreadPool|RemoteLogOffsetReader).*segments/.*";

    /**
     * An error and what explains it.
     *
     * @param faults one of them must have happened; empty if it may always be there
     */
    private record Known(Set<FaultKind> faults, Explanation explanation) {
        static Known of(Set<FaultKind> faults, String name, String pattern) {
            String because = faults.isEmpty() ? "nothing in particular" : faults.toString();
            return new Known(faults, new Explanation(name, because, Pattern.compile(pattern)));
        }

        boolean holdsAfter(Collection<FaultKind> happened) {
            return faults.isEmpty() || happened.stream().anyMatch(faults::contains);
        }
    }

    private static final List<Known> ALL = List.of(
            Known.of(
                    with(AWAY, STORE_CUTS_BODIES, STORE_LOSES_ANSWERS),
                    "the store is not reached",
                    REMOTE + "(nobody answers there|Connection reset|Broken pipe)"),
            Known.of(
                    with(with(AWAY, BROKERS), STORE_SLOW, STORE_THROTTLES, STORE_LOSES_ANSWERS, STORE_CUTS_BODIES),
                    "the store answers late or not",
                    REMOTE + "(got no answer|was not tried|timed out|took too long)"),
            Known.of(
                    with(with(AWAY, BROKERS), STORE_CUTS_BODIES, STORE_LOSES_ANSWERS),
                    "the store breaks off",
                    REMOTE + "(ended early|Premature end|prematurely|failed to respond|closed)"),
            Known.of(
                    EnumSet.of(STORE_THROTTLES, STORE_KILLED),
                    "the store refuses",
                    REMOTE + "(SlowDown|too many requests|answered 5\\d\\d|Status Code: 50\\d)"),
            Known.of(EnumSet.of(STORE_CORRUPTS), "the store gives other bytes", REMOTE + "is corrupt: "),
            Known.of(EnumSet.of(CLOCK_WRONG), "a broker's clock is wrong", REMOTE + "this machine's clock is wrong"),
            Known.of(NONE, "no leader of the controllers yet", "The active controller appears to be node"),
            Known.of(
                    NONE,
                    "too few brokers for the metadata",
                    "(?s)__remote_log_metadata.*The target replication factor of"),
            Known.of(BROKERS, "too few replicas", "NotEnoughReplicas"),
            Known.of(BROKERS, "records behind refused ones", "OutOfOrderSequenceException"),
            Known.of(
                    BROKERS, "another broker is away", "(?s)ReplicaFetcherThread.*(Connection to|disconnected before)"),
            // What a follower logs when its leader's answer about epochs does not come. If a leader
            // really answers with this error, its own log has one, too, which nothing explains.
            Known.of(
                    BROKERS,
                    "another broker is away",
                    "(?s)ReplicaFetcherThread.*Error building remote log auxiliary state.*UnknownServerException"),
            Known.of(
                    LEADERS,
                    "not the leader any more",
                    "(?s)(NotLeaderOrFollower|FencedLeaderEpoch|UnknownLeaderEpoch)"),
            Known.of(BROKERS, "another broker is away", "(?s)Connection to .* was disconnected"),
            Known.of(BROKERS, "the controller changes", "(?s)ControllerApis.*NotControllerException"),
            Known.of(
                    NONE,
                    "a replica comes to a broker",
                    "Expected partition \\S+ with topic id \\S+ to exist, but it was missing"),
            Known.of(
                    NONE,
                    "a new replica has not read the metadata yet",
                    "Couldn't build the state from remote store.*previous remote log segment metadata was not found"),
            Known.of(NONE, "metadata are not read yet", "Remote log metadata cache is not initialized"),
            Known.of(NONE, "metadata are not read yet", "This instance is in invalid state, initialized: false"),
            Known.of(
                    NONE,
                    "retention took a segment from under a reader",
                    "(?s)RemoteLogReader.*there is no object segments/expiring/"),
            Known.of(
                    LEADERS,
                    "retention and a change of leaders at once",
                    "(?s)kafka-log-retention.*Compaction for partition \\S+ cannot be resumed since it is not paused"),
            Known.of(NONE, "late", "Exceptionally slow controller event"),
            Known.of(NONE, "late", "controller event queue overloaded"));

    private Explanations() {}

    /** Returns what may be in a broker's log after faults of these kinds. */
    public static List<Explanation> after(Collection<FaultKind> happened) {
        return ALL.stream()
                .filter(known -> known.holdsAfter(happened))
                .map(Known::explanation)
                .toList();
    }

    private static Set<FaultKind> with(Set<FaultKind> some, FaultKind... more) {
        return with(some, List.of(more));
    }

    private static Set<FaultKind> with(Set<FaultKind> some, Collection<FaultKind> more) {
        Set<FaultKind> all = EnumSet.copyOf(some);
        all.addAll(more);
        return all;
    }
}
