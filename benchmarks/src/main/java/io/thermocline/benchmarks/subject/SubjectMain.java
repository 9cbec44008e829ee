// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import io.thermocline.benchmarks.measure.Figures;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The process of a subject: reads commands from its standard input, one a line, and answers each with a line. */
final class SubjectMain {

    static final String DONE = "done: ";
    static final String FAILED = "failed: ";

    private final Steps steps;

    private SubjectMain(Steps steps) {
        this.steps = steps;
    }

    /**
     * Does what it is told until its input ends.
     *
     * @param arguments the subject's file
     */
    public static void main(String[] arguments) throws Exception {
        try (Steps steps = new Steps(Subject.read(Path.of(arguments[0])));
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(DONE);
            SubjectMain subject = new SubjectMain(steps);
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(subject.answer(line));
            }
        }
        // What a plugin leaves running must not keep the process.
        System.exit(0);
    }

    private String answer(String command) {
        try {
            return DONE + run(List.of(command.split(" ", -1))).line();
        } catch (Exception e) {
            e.printStackTrace();
            return FAILED + command + ": " + e;
        }
    }

    private Figures run(List<String> words) throws Exception {
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "add" -> {
                steps.add(Path.of(rest.get(0)));
                yield new Figures();
            }
            case "restart" -> {
                steps.restart(settings(rest));
                yield new Figures();
            }
            case "copy" -> steps.copy(numbers(rest));
            case "indexes" -> steps.indexes(numbers(rest));
            case "read" -> steps.read(numbers(rest));
            case "read-again" ->
                steps.readAgain(numbers(rest).get(0), numbers(rest).get(1));
            case "stream" -> steps.stream(numbers(rest).get(0));
            case "random" ->
                steps.random(
                        numbers(rest).get(0),
                        numbers(rest).get(1),
                        numbers(rest).get(2));
            case "delete" -> steps.delete(numbers(rest));
            default -> throw new IllegalArgumentException("no such step: " + words);
        };
    }

    private static List<Integer> numbers(List<String> words) {
        return words.stream().map(Integer::valueOf).toList();
    }

    private static Map<String, String> settings(List<String> pairs) {
        Map<String, String> settings = new LinkedHashMap<>();
        Stream.of(pairs.toArray(String[]::new))
                .forEach(pair ->
                        settings.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
        return settings;
    }
}
