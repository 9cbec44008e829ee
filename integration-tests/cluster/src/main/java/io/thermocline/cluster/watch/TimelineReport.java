// SPDX-License-Identifier: Apache-2.0
package io.thermocline.cluster.watch;

import io.thermocline.cluster.watch.Timeline.BrokerFigures;
import io.thermocline.cluster.watch.Timeline.Moment;
import io.thermocline.plot.HorizontalAxis;
import io.thermocline.plot.LinePlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** A timeline for people: lines on a screen, and a page with plots that needs nothing else. */
public final class TimelineReport {

    private static final double MIB = 1 << 20;
    private static final String HEAD =
            "   time  records/s  tier lag   store   heap MiB         direct MiB      threads          open files";

    private TimelineReport() {}

    /** Returns the heads of the columns. */
    public static String head() {
        return HEAD;
    }

    /** Returns one moment as a line. */
    public static String line(Moment moment) {
        return String.format(
                Locale.ROOT,
                "%6.0fs %10.0f %7.1fMiB %5d  %s %s %s %s",
                moment.seconds(),
                moment.recordsPerSecond(),
                moment.lagBytes() / MIB,
                moment.connections(),
                perBroker(moment, figures -> Math.round(figures.heapBytes() / MIB)),
                perBroker(moment, figures -> Math.round(figures.directBytes() / MIB)),
                perBroker(moment, BrokerFigures::threads),
                perBroker(moment, BrokerFigures::fileDescriptors));
    }

    private static String perBroker(Moment moment, ToLongFunction<BrokerFigures> figure) {
        StringBuilder text = new StringBuilder();
        for (int id = 1; id <= 3; id++) {
            BrokerFigures figures = moment.brokers().get(id);
            text.append(String.format(
                    Locale.ROOT, "%5s", figures == null ? "-" : Long.toString(figure.applyAsLong(figures))));
        }
        return text.toString();
    }

    /** Writes a page with all lines and plots. */
    public static void write(Path file, String title, String summary, List<Moment> moments) throws IOException {
        String plots = List.of(
                        whole(moments, "Written", "records/s", Moment::recordsPerSecond),
                        whole(moments, "Closed segments that are not in the tier", "MiB", m -> m.lagBytes() / MIB),
                        brokers(moments, "Heap in use", "MiB", figures -> figures.heapBytes() / MIB),
                        brokers(moments, "Direct memory", "MiB", figures -> figures.directBytes() / MIB),
                        brokers(moments, "Threads", "number", BrokerFigures::threads),
                        brokers(moments, "Open files and connections", "number", BrokerFigures::fileDescriptors),
                        whole(moments, "Connections to the store", "number", Moment::connections))
                .stream()
                .map(LinePlot::svg)
                .collect(Collectors.joining("\n"));
        String lines = moments.stream().map(TimelineReport::line).collect(Collectors.joining("\n"));
        Files.writeString(file, """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><title>%1$s</title>
                <style>body{font-family:sans-serif;max-width:1320px;margin:2em auto}svg{width:640px}</style>
                <h1>%1$s</h1>
                <pre>%2$s</pre>
                %3$s
                <pre>%4$s
                %5$s</pre>
                </html>
                """.formatted(escape(title), escape(summary), plots, HEAD, lines));
    }

    private static LinePlot whole(List<Moment> moments, String title, String unit, ToDoubleFunction<Moment> figure) {
        LinePlot plot = new LinePlot(HorizontalAxis.LINEAR, title, "seconds", unit);
        moments.forEach(moment -> plot.add("cluster", moment.seconds(), figure.applyAsDouble(moment)));
        return plot;
    }

    private static LinePlot brokers(
            List<Moment> moments, String title, String unit, ToDoubleFunction<BrokerFigures> figure) {
        LinePlot plot = new LinePlot(HorizontalAxis.LINEAR, title, "seconds", unit);
        for (Moment moment : moments) {
            moment.brokers()
                    .forEach(
                            (id, figures) -> plot.add("broker " + id, moment.seconds(), figure.applyAsDouble(figures)));
        }
        return plot;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
