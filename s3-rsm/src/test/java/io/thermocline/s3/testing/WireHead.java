// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3.testing;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The first line and the headers of an HTTP/1.1 message. Headers keep their order and their spelling and are found
 * whatever their case.
 */
public record WireHead(String startLine, List<Header> headers) {

    /** One header line. */
    public record Header(String name, String value) {}

    public WireHead {
        headers = List.copyOf(headers);
    }

    static WireHead of(List<String> lines) throws ProtocolException {
        List<Header> headers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("not a header: " + line);
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).trim()));
        }
        WireHead head = new WireHead(lines.get(0), headers);
        if (head.words().length < 2) {
            throw new ProtocolException("not the first line of a message: " + head.startLine);
        }
        return head;
    }

    private String[] words() {
        return startLine.split(" ", 3);
    }

    /** Returns the method, if this begins a request. */
    public String method() {
        return words()[0];
    }

    /** Returns path and query as they were sent, if this begins a request. */
    public String target() {
        return words()[1];
    }

    /** Returns the status, if this begins an answer. */
    public int status() {
        return Integer.parseInt(words()[1]);
    }

    /** Returns the value of the first header of this name. */
    public Optional<String> first(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** Returns whether a header of this name has this value, whatever the case of either. */
    public boolean has(String name, String value) {
        return headers.stream()
                .anyMatch(header ->
                        header.name().equalsIgnoreCase(name) && header.value().equalsIgnoreCase(value));
    }

    OptionalLong contentLength() {
        return first("Content-Length").stream().mapToLong(Long::parseLong).findFirst();
    }

    /** Returns this head with one header of this name and value in place of all that had the name. */
    public WireHead with(String name, String value) {
        List<Header> changed = new ArrayList<>(without(name).headers);
        changed.add(new Header(name, value));
        return new WireHead(startLine, changed);
    }

    /** Returns this head without the headers of this name. */
    public WireHead without(String name) {
        return new WireHead(
                startLine,
                headers.stream()
                        .filter(header -> !header.name().equalsIgnoreCase(name))
                        .toList());
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder(512).append(startLine).append("\r\n");
        for (Header header : headers) {
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
