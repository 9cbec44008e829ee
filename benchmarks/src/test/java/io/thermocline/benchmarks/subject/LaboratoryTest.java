// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thermocline.benchmarks.measure.Figures;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaboratoryTest {

    private static final int MIB = 1 << 20;

    @Test
    void aPluginCopiesReadsAndDeletesAndTheServerCounts() throws Exception {
        try (Laboratory laboratory = Laboratory.open(List.of("-Xmx256m"))) {
            SubjectProcess subject = laboratory.add(thermocline());
            int segment = laboratory.segments(1, 4 * MIB).get(0);

            Figures copy = laboratory.run(subject, "copy " + segment);
            Figures read = laboratory.run(subject, "read " + segment);
            Figures again = laboratory.run(subject, "read-again " + segment + " 3");
            Figures random = laboratory.run(subject, "random " + segment + " 3 7");
            Figures delete = laboratory.run(subject, "delete " + segment);

            assertThat(copy.get("requests.put")).isEqualTo(1);
            assertThat(copy.get("store.up.bytes")).isBetween(copy.get("bytes"), copy.get("bytes") + 64 * 1024);
            assertThat(read.get("bytes")).isEqualTo(copy.get("bytes"));
            assertThat(read.get("calls")).isEqualTo(5);
            assertThat(again.get("bytes")).isEqualTo(3 * copy.get("bytes"));
            assertThat(again.get("calls")).isEqualTo(15);
            assertThat(again.get("store.down.bytes")).isZero();
            assertThat(random.get("calls")).isEqualTo(3);
            assertThat(delete.get("requests.delete")).isEqualTo(1);
            assertThatThrownBy(() -> laboratory.run(subject, "read " + segment))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("failed: read");
        }
    }

    @Test
    void theReferenceIsOneRequestAFetch() throws Exception {
        try (Laboratory laboratory = Laboratory.open(List.of("-Xmx256m"))) {
            SubjectProcess subject = laboratory.add(bare());
            int segment = laboratory.segments(1, 4 * MIB).get(0);

            Figures copy = laboratory.run(subject, "copy " + segment);
            Figures read = laboratory.run(subject, "read " + segment);
            Figures stream = laboratory.run(subject, "stream " + segment);

            assertThat(copy.get("requests.part")).isEqualTo(1);
            assertThat(copy.get("store.up.bytes")).isEqualTo(copy.get("bytes"));
            assertThat(read.get("requests.get")).isEqualTo(read.get("calls"));
            assertThat(stream.get("requests")).isEqualTo(1);
            assertThat(stream.get("store.down.bytes")).isEqualTo(copy.get("bytes"));
        }
    }

    @Test
    void theSameIsDoneAtS3Proxy() throws Exception {
        try (Laboratory laboratory = Laboratory.withS3Proxy(List.of("-Xmx256m"))) {
            int segment = laboratory.segments(1, 4 * MIB).get(0);
            for (Subject subject : List.of(thermocline(), bare())) {
                SubjectProcess process = laboratory.add(subject);

                Figures copy = laboratory.run(process, "copy " + segment);
                Figures read = laboratory.run(process, "read " + segment);
                Figures stream = laboratory.run(process, "stream " + segment);

                assertThat(read.get("bytes")).isEqualTo(copy.get("bytes"));
                assertThat(stream.get("bytes")).isEqualTo(copy.get("bytes"));
            }
        }
    }

    @Test
    void aSubjectThatCannotStartSaysSo() throws Exception {
        try (Laboratory laboratory = Laboratory.open(List.of("-Xmx64m"))) {
            Subject nonsense = new Subject("nonsense", "no.such.Manager", classPath(), Map.of());

            assertThatThrownBy(() -> laboratory.add(nonsense))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nonsense ended");
        }
    }

    private static Subject thermocline() {
        Map<String, String> settings = new HashMap<>();
        settings.put("s3.endpoint", "${endpoint}");
        settings.put("s3.bucket", "${bucket}");
        settings.put("s3.path.style", "true");
        settings.put("s3.access.key.id", "${access.key}");
        settings.put("s3.secret.access.key", "${secret.key}");
        settings.put("startup.check", "off");
        return new Subject("thermocline", "io.thermocline.s3.S3RemoteStorageManager", classPath(), settings);
    }

    private static Subject bare() {
        Map<String, String> settings = new HashMap<>();
        settings.put("client", "APACHE5");
        settings.put("endpoint", "${endpoint}");
        settings.put("bucket", "${bucket}");
        settings.put("region", "${region}");
        settings.put("access.key", "${access.key}");
        settings.put("secret.key", "${secret.key}");
        settings.put("part.bytes", String.valueOf(32 * MIB));
        settings.put("parallelism", "2");
        return new Subject("bare", BareS3.class.getName(), classPath(), settings);
    }

    private static String classPath() {
        return SubjectProcess.ownClassPath();
    }
}
