// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.faults;

import io.thermocline.audit.process.LogScan.Explanation;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The errors that brokers log because another broker is away or the store is in trouble. Each says what about: an error of
 * which nothing is known here is one that an operator would have to look at.
 */
public final class Explanations {

    private static final String STORE = "the store or the way to it is in trouble";
    private static final String BROKERS = "a broker ends, stands still or starts";
    private static final String BUSY = "the machine is busy";

    /** The first line of an error, up to the logger's name, and from there to anything that follows. */
    private static final String REMOTE = "(?s)(RemoteLogReader|RemoteLogManager|RLMTask|ReplicaFetcherThread|"
            + "RemoteStorageThreadPool|RemoteLogOffsetReader).*segments/.*";

    private static final List<Explanation> ALL = List.of(
            of("the store is not reached", STORE, REMOTE + "(nobody answers there|Connection reset|Broken pipe)"),
            of(
                    "the store answers late or not",
                    STORE,
                    REMOTE + "(got no answer|was not tried|timed out|took too long)"),
            of(
                    "the store breaks off",
                    STORE,
                    REMOTE + "(ended early|Premature end|prematurely|failed to respond|closed)"),
            of("the store refuses", STORE, REMOTE + "(SlowDown|too many requests|answered 5\\d\\d|Status Code: 50\\d)"),
            of("the store gives other bytes", STORE, REMOTE + "is corrupt: "),
            of("a broker's clock is wrong", STORE, REMOTE + "this machine's clock is wrong"),
            of("no leader of the controllers yet", BROKERS, "The active controller appears to be node"),
            of(
                    "too few brokers for the metadata",
                    BROKERS,
                    "(?s)__remote_log_metadata.*The target replication factor of"),
            of("too few replicas", BROKERS, "NotEnoughReplicas"),
            of("records behind refused ones", BROKERS, "OutOfOrderSequenceException"),
            of("another broker is away", BROKERS, "(?s)ReplicaFetcherThread.*(Connection to|disconnected before)"),
            of("not the leader any more", BROKERS, "(?s)(NotLeaderOrFollower|FencedLeaderEpoch|UnknownLeaderEpoch)"),
            of("not the leader any more", BROKERS, "(?s)Connection to .* was disconnected"),
            of(
                    "a replica comes to a broker",
                    BROKERS,
                    "Expected partition \\S+ with topic id \\S+ to exist, but it was missing"),
            of("metadata are not read yet", BROKERS, "Remote log metadata cache is not initialized"),
            of("metadata are not read yet", BROKERS, "This instance is in invalid state, initialized: false"),
            of("late", BUSY, "Exceptionally slow controller event"),
            of("late", BUSY, "controller event queue overloaded"));

    private Explanations() {}

    /** Returns them all. */
    public static List<Explanation> all() {
        return ALL;
    }

    private static Explanation of(String name, String fault, String pattern) {
        return new Explanation(name, fault, Pattern.compile(pattern));
    }
}
