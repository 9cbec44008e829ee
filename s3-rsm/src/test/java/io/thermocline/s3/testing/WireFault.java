// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import io.thermocline.store.testing.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * What an {@link S3Wire} does to a request. Several things may be said of one request; they happen in the order in which
 * a request goes its way: to the server, at the server, back to the client.
 */
public final class WireFault {

    private volatile Optional<Hold> before = Optional.empty();
    private volatile boolean resetBefore;
    private volatile Optional<WireAnswer> answer = Optional.empty();
    private volatile long requestResetAt = Long.MAX_VALUE;
    private volatile long requestCorruptAt = Long.MAX_VALUE;
    private volatile UnaryOperator<WireHead> requestChange = UnaryOperator.identity();

    private volatile boolean answerLost;
    private volatile Optional<Hold> after = Optional.empty();
    private volatile Duration delay = Duration.ZERO;
    private volatile UnaryOperator<WireHead> answerChange = UnaryOperator.identity();
    private volatile Optional<UnaryOperator<String>> bodyChange = Optional.empty();

    private volatile LongUnaryOperator endAt = WireFault::nowhere;
    private volatile LongUnaryOperator resetAt = WireFault::nowhere;
    private volatile LongUnaryOperator stallAt = WireFault::nowhere;
    private volatile Optional<Hold> stall = Optional.empty();
    private volatile long corruptAt = Long.MAX_VALUE;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    WireFault() {}

    /**
     * The server never hears of the request; the client is sent this status and an error in S3's form with this code. A
     * status of 200 is how S3 reports that a completion failed after it had begun to answer.
     */
    public WireFault answers(int status, String code) {
        answer = Optional.of(WireAnswer.error(status, code));
        return this;
    }

    /** The server never hears of the request; the client is sent a page with a status of 200, as gateways do. */
    public WireFault answersPage(String html) {
        return answersPage(200, html);
    }

    /** The server never hears of the request; the client is sent a page, as of a server that is not S3. */
    public WireFault answersPage(int status, String html) {
        answer = Optional.of(WireAnswer.page(status, html));
        return this;
    }

    /** The client is sent 503 with the code SlowDown. */
    public WireFault answersSlowDown() {
        return answers(503, "SlowDown");
    }

    /** The connection is reset before anything of the request has reached the server. */
    public WireFault resetsBefore() {
        resetBefore = true;
        return this;
    }

    /** Both connections are reset after {@code bytes} bytes of the request's body have gone to the server. */
    public WireFault resetsRequestAfter(long bytes) {
        requestResetAt = bytes;
        return this;
    }

    /** One bit of the byte at {@code position} of the request's body is flipped, if there is such a byte. */
    public WireFault corruptsRequest(long position) {
        requestCorruptAt = position;
        return this;
    }

    /** The server gets the request, does it and answers; the client's connection is reset instead of that answer. */
    public WireFault losesAnswer() {
        answerLost = true;
        return this;
    }

    /** The request stays, without having reached the server, until the returned hold is released. */
    public Hold heldBefore() {
        Hold hold = new Hold();
        before = Optional.of(hold);
        return hold;
    }

    /** The server has answered, the client hears nothing until the returned hold is released. */
    public Hold heldAfter() {
        Hold hold = new Hold();
        after = Optional.of(hold);
        return hold;
    }

    /** The answer begins that much later. */
    public WireFault delays(Duration time) {
        delay = time;
        return this;
    }

    /** The connection ends in an orderly way after {@code bytes} bytes of the answer's body; its length says more. */
    public WireFault truncatesAfter(long bytes) {
        endAt = length -> bytes;
        return this;
    }

    /** The connection ends in an orderly way somewhere within the answer's body. */
    public WireFault truncatesSomewhere(Random random) {
        endAt = somewhere(random);
        return this;
    }

    /** The connection is reset after {@code bytes} bytes of the answer's body. */
    public WireFault resetsAfter(long bytes) {
        resetAt = length -> bytes;
        return this;
    }

    /** The connection is reset somewhere within the answer's body. */
    public WireFault resetsSomewhere(Random random) {
        resetAt = somewhere(random);
        return this;
    }

    private static long nowhere(long length) {
        return Long.MAX_VALUE;
    }

    private static LongUnaryOperator somewhere(Random random) {
        return length -> length > 0 ? (long) (random.nextDouble() * length) : 0;
    }

    /** There is silence after {@code bytes} bytes of the answer's body until the returned hold is released. */
    public Hold stallsAfter(long bytes) {
        Hold hold = new Hold();
        stall = Optional.of(hold);
        stallAt = length -> bytes;
        return hold;
    }

    /** The answer's body comes this slowly. */
    public WireFault slows(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        return this;
    }

    /** One bit of the byte at {@code position} of the answer's body is flipped, if there is such a byte. */
    public WireFault corrupts(long position) {
        corruptAt = position;
        return this;
    }

    /**
     * The server gets another request than the client sent, signed anew where it was signed; its body must not be one
     * whose chunks are signed.
     */
    public WireFault changesRequest(UnaryOperator<WireHead> change) {
        requestChange = change;
        return this;
    }

    /** The server gets the request without a header, as if it did not know what the header means. */
    public WireFault ignoresHeader(String name) {
        return changesRequest(head -> head.without(name));
    }

    /** The client gets another answer than the server sent, with the same body. */
    public WireFault changesAnswer(UnaryOperator<WireHead> change) {
        answerChange = change;
        return this;
    }

    /** The client gets an answer with another body than the server sent. For answers in XML, not for objects. */
    public WireFault changesAnswerBody(UnaryOperator<String> change) {
        bodyChange = Optional.of(change);
        return this;
    }

    Optional<Hold> before() {
        return before;
    }

    boolean isResetBefore() {
        return resetBefore;
    }

    Optional<WireAnswer> answer() {
        return answer;
    }

    long requestResetAt() {
        return requestResetAt;
    }

    long requestCorruptAt() {
        return requestCorruptAt;
    }

    WireHead changeRequest(WireHead head) {
        return requestChange.apply(head);
    }

    boolean isAnswerLost() {
        return answerLost;
    }

    Optional<Hold> after() {
        return after;
    }

    Duration delay() {
        return delay;
    }

    WireHead changeAnswer(WireHead head) {
        return answerChange.apply(head);
    }

    Optional<UnaryOperator<String>> bodyChange() {
        return bodyChange;
    }

    long endAt(long length) {
        return endAt.applyAsLong(length);
    }

    long resetAt(long length) {
        return resetAt.applyAsLong(length);
    }

    long stallAt(long length) {
        return stallAt.applyAsLong(length);
    }

    Optional<Hold> stall() {
        return stall;
    }

    long corruptAt() {
        return corruptAt;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }
}
