// SPDX-License-Identifier: Apache-2.0
package io.thermocline.audit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private void refuses(String why, String... line) {
        err.reset();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertThat(Main.run(line, stream, stream)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(why).contains("usage: run");
    }

    @Test
    void aWrongCommandLineIsAnsweredWithWhatIsWrongAndTheUsage() {
        refuses("one of --bucket and --directory");
        refuses("one of --bucket and --directory", "--bucket", "b", "--directory", "d");
        refuses("--bootstrap is missing", "--bucket", "b");
        refuses("there is no option --buckets", "--buckets", "b");
        refuses("there is no option bucket", "bucket", "b");
        refuses("the option --bucket needs a value", "--bucket");
        refuses(
                "--settle-seconds is a number of seconds, not soon",
                "--bucket",
                "b",
                "--bootstrap",
                "h:1",
                "--settle-seconds",
                "soon");
    }

    @Test
    void whatIsGivenTwiceCountsAsOneOrAsBoth() {
        Arguments arguments = Arguments.parse(new String[] {
            "--bootstrap",
            "a:1",
            "--directory",
            "/tier",
            "--bootstrap",
            "b:2",
            "--deleted-topic",
            "x",
            "--deleted-topic",
            "y"
        });

        assertThat(arguments.required("bootstrap")).isEqualTo("b:2");
        assertThat(arguments.all("deleted-topic")).containsExactly("x", "y");
        assertThat(arguments.settling()).isZero();
    }
}
