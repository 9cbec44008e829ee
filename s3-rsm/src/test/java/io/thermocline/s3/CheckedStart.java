// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A start of the tier in a JVM of its own, with an environment of its own, that fails if the bucket's check does. */
final class CheckedStart {

    static final String STARTED = "the tier started";

    private CheckedStart() {}

    /** The arguments are the settings, as key=value. */
    public static void main(String[] args) {
        Map<String, String> settings = new HashMap<>();
        for (String setting : args) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        settings.put("startup.check", "fail");
        try (S3RemoteStorageManager plugin = new S3RemoteStorageManager()) {
            plugin.configure(settings);
            System.out.println(STARTED);
        }
    }

    /**
     * Starts the tier and returns what was printed.
     *
     * @param home the home directory, in which the SDK looks for files
     * @param environment what there is of AWS's variables; none is inherited
     */
    static String run(Path home, Map<String, String> environment, List<String> options, Map<String, String> settings)
            throws IOException, InterruptedException {
        return run(home, environment, options, settings, System.getProperty("java.class.path"));
    }

    static String run(
            Path home,
            Map<String, String> environment,
            List<String> options,
            Map<String, String> settings,
            String classPath)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Duser.home=" + home);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, CheckedStart.class.getName()));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        Process jvm = builder.start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();
        return output;
    }
}
