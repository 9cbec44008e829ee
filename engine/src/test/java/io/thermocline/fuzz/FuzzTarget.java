// SPDX-License-Identifier: Apache-2.0
package io.thermocline.fuzz;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A parser of bytes that come from elsewhere, and what must hold whatever these bytes are: it gives a right result or the
 * error that it documents, within bounded time and memory. Each parser's target lives in the parser's own package.
 */
public interface FuzzTarget {

    /** Returns the name by which an operator of the fuzzer and the folder of its regression inputs call it. */
    String name();

    /** Returns inputs that are valid, or nearly, from which others are made. */
    List<byte[]> seeds();

    /** Returns words of the format, which are put into inputs as they are. */
    default List<String> words() {
        return List.of();
    }

    /**
     * Parses, and checks what comes out.
     *
     * @throws Throwable if the parser did anything that it does not document
     */
    void parse(byte[] input) throws Throwable;

    /** Returns how many bytes all that {@link #parse} does with an input may allocate. */
    long mostBytes(byte[] input);

    /** Returns the targets of all parsers, by name. */
    static List<FuzzTarget> all() {
        return ServiceLoader.load(FuzzTarget.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(FuzzTarget::name))
                .toList();
    }

    /** Returns the target of a name. */
    static FuzzTarget of(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no parser '" + name + "'; there are "
                        + all().stream().map(FuzzTarget::name).toList()));
    }
}
