// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A client's connection, and the one to the server that goes with it. One thread carries both, request after request. */
final class WireConnection implements Runnable {

    private final S3Wire wire;
    private final SocketChannel accepted;
    private WireChannel client;
    private Optional<WireChannel> server = Optional.empty();

    WireConnection(S3Wire wire, SocketChannel accepted) {
        this.wire = wire;
        this.accepted = accepted;
    }

    @Override
    public void run() {
        try {
            client = new WireChannel(accepted);
            carry();
        } catch (WireEnd e) {
            close(e.isReset());
        } catch (IOException e) {
            // One of the two sides went away, or the wire was taken down: the other side hears of it in the same way.
            close(true);
        } catch (RuntimeException e) {
            close(true);
            throw e;
        } finally {
            wire.ended(accepted);
        }
    }

    private void carry() throws IOException {
        boolean goesOn = true;
        while (goesOn) {
            Optional<WireHead> head = client.readHead();
            if (head.isEmpty()) {
                break;
            }
            WireRequest request = new WireRequest(head.get());
            Optional<WireFault> fault = wire.arrived(request);
            goesOn = new WireExchange(wire, this, request, fault.orElseGet(WireFault::new)).run();
        }
        close(false);
    }

    WireChannel client() {
        return client;
    }

    /** Returns a connection to the server on which nothing is under way. */
    WireChannel server() throws IOException {
        if (server.isEmpty() || !server.get().isUsable()) {
            closeServer();
            server = Optional.of(wire.connect());
        }
        return server.get();
    }

    void closeServer() throws IOException {
        if (server.isPresent()) {
            server.get().close();
            server = Optional.empty();
        }
    }

    private void close(boolean reset) {
        try (WireChannel ending = client) {
            if (server.isPresent()) {
                if (reset) {
                    server.get().reset();
                }
                server.get().close();
            }
            if (ending != null && reset) {
                ending.reset();
            }
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }
}
