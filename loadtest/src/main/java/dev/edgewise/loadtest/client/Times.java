package dev.edgewise.loadtest.client;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A distribution of times in milliseconds.
 *
 * @param count how many were measured; all others are 0 when it is
 * @param curve the distribution, finer towards its tail
 */
public record Times(
        long count,
        double mean,
        double min,
        double p50,
        double p90,
        double p95,
        double p99,
        double p999,
        double max,
        List<Point> curve) {
    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double US_PER_MS = 1000;

    /** One point of a distribution: this share of all was at most so long. */
    public record Point(double percentile, double ms) {}

    /** What a histogram of microseconds holds. */
    public static Times ofMicros(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return new Times(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
        }
        List<Point> curve = new ArrayList<>();
        histogram
                .percentiles(TICKS_PER_HALF_DISTANCE)
                .forEach(value -> curve.add(
                        new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo() / US_PER_MS)));
        return new Times(
                histogram.getTotalCount(),
                histogram.getMean() / US_PER_MS,
                histogram.getMinValue() / US_PER_MS,
                at(histogram, 50),
                at(histogram, 90),
                at(histogram, 95),
                at(histogram, 99),
                at(histogram, 99.9),
                histogram.getMaxValue() / US_PER_MS,
                List.copyOf(curve));
    }

    private static double at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / US_PER_MS;
    }
}
