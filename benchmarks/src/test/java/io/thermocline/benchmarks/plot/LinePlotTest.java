// SPDX-License-Identifier: Apache-2.0
package io.thermocline.benchmarks.plot;

import static org.assertj.core.api.Assertions.assertThat;

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
}
