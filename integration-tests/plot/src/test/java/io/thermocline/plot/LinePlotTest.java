// SPDX-License-Identifier: Apache-2.0
package io.thermocline.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class LinePlotTest {

    @Test
    void aPlotIsWellFormedAndHasItsPoints(@TempDir Path directory) throws Exception {
        LinePlot plot = new LinePlot("this & that", "readers", "MB/s");
        plot.add("one", 1, 10);
        plot.add("one", 16, 90);
        plot.add("two", 4, 0);

        Path file = directory.resolve("plot.svg");
        plot.write(file);

        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(svg.getDocumentElement().getTextContent()).contains("this & that", "one", "two", "100");
    }

    @Test
    void aRulerHasRoundNumbersAndALongCurveNoMarks() throws Exception {
        LinePlot plot = new LinePlot(HorizontalAxis.LINEAR, "over time", "seconds", "MiB");
        for (int second = 0; second <= 90; second++) {
            plot.add("heap", second, second % 7);
        }

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
        assertThat(svg.getElementsByTagName("circle").getLength()).isZero();
        assertThat(svg.getDocumentElement().getTextContent()).contains("0\n20\n40\n60\n80\n");
    }

    @Test
    void aLineOfZeroesHasAnAxisForPeople() {
        LinePlot plot = new LinePlot(HorizontalAxis.LINEAR, "lag", "seconds", "MiB");
        plot.add("cluster", 0, 0);
        plot.add("cluster", 10, 0);

        assertThat(plot.svg()).contains(">0.20<", ">1<").doesNotContainPattern("[0-9]e-");
    }
}
