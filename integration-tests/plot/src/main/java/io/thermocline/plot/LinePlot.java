// SPDX-License-Identifier: Apache-2.0
package io.thermocline.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Lines over a horizontal axis, as SVG. The vertical axis begins at zero. */
public final class LinePlot {

    private static final List<String> COLOURS =
            List.of("#0b6e99", "#c8553d", "#588157", "#7b4f9d", "#b08900", "#444444");
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int LEFT = 70;
    private static final int RIGHT = 150;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int STEPS = 5;
    /** More points than that are a curve, and not marked one by one. */
    private static final int MARKED_POINTS = 40;

    private final HorizontalAxis axis;
    private final String title;
    private final String horizontal;
    private final String vertical;
    private final Map<String, NavigableMap<Double, Double>> lines = new LinkedHashMap<>();

    /** Begins a plot over a logarithmic axis. */
    public LinePlot(String title, String horizontal, String vertical) {
        this(HorizontalAxis.LOGARITHMIC, title, horizontal, vertical);
    }

    /** Begins a plot. */
    public LinePlot(HorizontalAxis axis, String title, String horizontal, String vertical) {
        this.axis = axis;
        this.title = title;
        this.horizontal = horizontal;
        this.vertical = vertical;
    }

    /** Adds a point to a line. */
    public void add(String line, double x, double y) {
        lines.computeIfAbsent(line, name -> new TreeMap<>()).put(x, y);
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, svg());
    }

    /** Returns the plot, as a document or as part of a page. */
    public String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n"
                        .formatted(WIDTH, HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, WIDTH / 2.0, 22, "middle", title);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", horizontal);
        text(svg, 10, TOP - 10, "start", vertical);
        TreeMap<Double, Double> points = new TreeMap<>();
        lines.values().forEach(points::putAll);
        double most = roundUp(lines.values().stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(y -> y)
                .filter(y -> y > 0)
                .max()
                .orElse(1));
        axes(svg, points, most);
        int number = 0;
        for (Map.Entry<String, NavigableMap<Double, Double>> line : lines.entrySet()) {
            line(svg, line.getKey(), line.getValue(), COLOURS.get(number % COLOURS.size()), number, points, most);
            number++;
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg, NavigableMap<Double, Double> points, double most) {
        for (int step = 0; step <= STEPS; step++) {
            double value = most * step / STEPS;
            double y = y(value, most);
            svg.append(format(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n",
                    LEFT, WIDTH - RIGHT, y, y));
            text(svg, LEFT - 8, y + 4, "end", number(value));
        }
        for (double x : axis.ticks(points.navigableKeySet())) {
            text(svg, x(x, points), HEIGHT - BOTTOM + 18, "middle", number(x));
        }
    }

    private void line(
            StringBuilder svg,
            String name,
            NavigableMap<Double, Double> line,
            String colour,
            int number,
            NavigableMap<Double, Double> points,
            double most) {
        StringBuilder path = new StringBuilder();
        line.forEach((x, y) -> {
            path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : " L", x(x, points), y(y, most)));
            if (line.size() <= MARKED_POINTS) {
                svg.append(format(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", x(x, points), y(y, most), colour));
            }
        });
        svg.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n".formatted(path, colour));
        int y = TOP + 10 + 18 * number;
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>\n"
                .formatted(WIDTH - RIGHT + 12, y - 9, colour));
        text(svg, WIDTH - RIGHT + 28, y, "start", name);
    }

    private double x(double value, NavigableMap<Double, Double> points) {
        return LEFT + axis.share(value, points.firstKey(), points.lastKey()) * (WIDTH - RIGHT - LEFT);
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP);
    }

    /** Returns the next number above that is 1, 2 or 5 times a power of ten. */
    static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
        for (double factor : new double[] {1, 2, 5}) {
            if (value <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? format("%.0f", value) : format("%.2g", value);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
