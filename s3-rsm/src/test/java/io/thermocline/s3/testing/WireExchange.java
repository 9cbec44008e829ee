// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import io.thermocline.store.testing.Hold;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One request and its answer. Bodies stream: no more of them is in memory than a connection's buffer. */
final class WireExchange {

    private final S3Wire wire;
    private final WireConnection connection;
    private final WireChannel client;
    private final WireRequest request;
    private final WireFault fault;
    private final WirePace up;
    private final WirePace down;
    private final boolean expectsContinue;

    WireExchange(S3Wire wire, WireConnection connection, WireRequest request, WireFault fault) {
        this.wire = wire;
        this.connection = connection;
        this.client = connection.client();
        this.request = request;
        this.fault = fault;
        this.up = new WirePace(wire.bytesPerSecond());
        this.down = new WirePace(wire.bytesPerSecond());
        this.expectsContinue = request.head().has("Expect", "100-continue");
    }

    /** Returns whether the client's connection can carry another request. */
    boolean run() throws IOException {
        pass(fault.before());
        if (fault.isResetBefore()) {
            throw WireEnd.byReset();
        }
        return fault.answer().isPresent() ? answer(fault.answer().get()) : forward();
    }

    /** Answers without the server. */
    private boolean answer(WireAnswer answer) throws IOException {
        if (!expectsContinue) {
            WireBody.ofRequest(request.head()).copy(client, bytes -> request.up(bytes.remaining()));
        }
        WireHead head = fault.changeAnswer(answer.head());
        // A client that was to wait with its body may send it or not; what comes next would be ambiguous.
        head = expectsContinue ? head.with("Connection", "close") : head;
        beforeAnswer();
        request.answered(head.status());
        client.write(head);
        if (!request.head().method().equals("HEAD")) {
            byte[] body = answer.bytes();
            toClient(body.length).write(ByteBuffer.wrap(body));
        }
        return goesOn(expectsContinue);
    }

    private boolean forward() throws IOException {
        WireChannel server = connection.server();
        WireHead changed = fault.changeRequest(request.head());
        server.write(changed.equals(request.head()) ? changed : wire.sign(changed));
        Optional<WireHead> early = Optional.empty();
        if (expectsContinue) {
            early = finalHead(server, true);
        }
        if (early.isEmpty()) {
            sendBody(server);
        }
        WireHead head =
                early.isPresent() ? early.get() : finalHead(server, false).orElseThrow();
        return answer(server, head, early.isPresent());
    }

    private void sendBody(WireChannel server) throws IOException {
        long resetAt = fault.requestResetAt();
        WireBody.ofRequest(request.head()).copy(client, bytes -> {
            long left = resetAt - request.bytesUp();
            boolean last = bytes.remaining() >= left;
            ByteBuffer some = last ? bytes.slice(bytes.position(), (int) left) : bytes;
            corrupt(some);
            request.up(some.remaining());
            up.pass(some, server::write);
            if (last) {
                throw WireEnd.byReset();
            }
        });
    }

    private void corrupt(ByteBuffer bytes) {
        long at = fault.requestCorruptAt() - request.bytesUp();
        if (at >= 0 && at < bytes.remaining()) {
            int index = bytes.position() + (int) at;
            bytes.put(index, (byte) (bytes.get(index) ^ 0x10));
        }
    }

    /**
     * Reads the head of the server's answer and passes on those before it that only tell of progress.
     *
     * @param untilContinue whether to return nothing as soon as the server says that the body may come
     */
    private Optional<WireHead> finalHead(WireChannel server, boolean untilContinue) throws IOException {
        while (true) {
            WireHead head = server.readHead().orElseThrow(() -> new EOFException("the server gave no answer"));
            if (head.status() >= 200) {
                return Optional.of(head);
            }
            client.write(head);
            if (untilContinue && head.status() == 100) {
                return Optional.empty();
            }
        }
    }

    private boolean answer(WireChannel server, WireHead serverHead, boolean bodyWithheld) throws IOException {
        String method = request.head().method();
        WireBody body = WireBody.ofAnswer(method, serverHead);
        if (fault.isAnswerLost()) {
            body.copy(server, bytes -> {});
            throw WireEnd.byReset();
        }
        beforeAnswer();
        boolean last = bodyWithheld || body instanceof WireBody.UntilClose || serverHead.has("Connection", "close");
        WireHead head = last ? serverHead.with("Connection", "close") : serverHead;
        if (fault.bodyChange().isPresent() && !method.equals("HEAD")) {
            changeBody(server, head, body);
        } else {
            head = fault.changeAnswer(head);
            request.answered(head.status());
            client.write(head);
            body.copy(server, toClient(body instanceof WireBody.Known known ? known.length() : 0));
        }
        if (last) {
            connection.closeServer();
        }
        return goesOn(last);
    }

    private void changeBody(WireChannel server, WireHead serverHead, WireBody body) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        WireBody.Sink collector = bytes -> {
            byte[] some = new byte[bytes.remaining()];
            bytes.get(some);
            whole.writeBytes(some);
        };
        body.copy(server, collector, framing -> {});
        String text = fault.bodyChange().orElseThrow().apply(whole.toString(StandardCharsets.UTF_8));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        WireHead head = serverHead.without("Transfer-Encoding").with("Content-Length", String.valueOf(bytes.length));
        head = fault.changeAnswer(head);
        request.answered(head.status());
        client.write(head);
        toClient(bytes.length).write(ByteBuffer.wrap(bytes));
    }

    private WireBody.Sink toClient(long length) {
        return new WireAnswerBody(
                bytes -> {
                    request.down(bytes.remaining());
                    down.pass(bytes, client::write);
                },
                fault,
                length);
    }

    private void beforeAnswer() throws IOException {
        WirePace.await(wire.latency().plus(fault.delay()));
        pass(fault.after());
    }

    private static void pass(Optional<Hold> hold) throws IOException {
        if (hold.isPresent()) {
            hold.get().pass();
        }
    }

    /** Returns whether the client's connection stays; ends it otherwise. */
    private boolean goesOn(boolean last) throws IOException {
        boolean ends = last || request.head().has("Connection", "close");
        if (ends) {
            client.end();
        }
        return !ends;
    }
}
