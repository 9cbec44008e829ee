// SPDX-License-Identifier: Apache-2.0
package io.thermocline.plot;

import java.util.NavigableSet;
import java.util.TreeSet;

/** How points lie along the horizontal axis of a plot. */
public enum HorizontalAxis {
    /** Each doubling is as wide as the next, and each point has its number. */
    LOGARITHMIC {
        @Override
        double share(double value, double low, double high) {
            return high == low ? 0.5 : (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low));
        }

        @Override
        NavigableSet<Double> ticks(NavigableSet<Double> points) {
            return points;
        }
    },
    /** As on a ruler, with round numbers. */
    LINEAR {
        @Override
        double share(double value, double low, double high) {
            return high == low ? 0.5 : (value - low) / (high - low);
        }

        @Override
        NavigableSet<Double> ticks(NavigableSet<Double> points) {
            NavigableSet<Double> ticks = new TreeSet<>();
            if (!points.isEmpty()) {
                double step = LinePlot.roundUp((points.last() - points.first()) / MOST_STEPS);
                for (double at = Math.ceil(points.first() / step) * step; at <= points.last(); at += step) {
                    ticks.add(at);
                }
            }
            return ticks;
        }
    };

    private static final int MOST_STEPS = 8;

    /** Returns how far along the axis a value is, from 0 to 1. */
    abstract double share(double value, double low, double high);

    /** Returns which numbers stand at the axis. */
    abstract NavigableSet<Double> ticks(NavigableSet<Double> points);
}
