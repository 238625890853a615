package dev.edgewise.loadtest.report;

import dev.edgewise.loadtest.client.Times;
import dev.edgewise.loadtest.run.RunOptions;
import dev.edgewise.loadtest.run.RunReport;
import dev.edgewise.loadtest.run.RunReport.Interval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** An open-loop run as one HTML page: style and plots inside, no script, nothing loaded from elsewhere. */
public final class HtmlReport {
    private final RunReport report;
    private final StringBuilder out = new StringBuilder();

    private HtmlReport(RunReport report) {
        this.report = report;
    }

    /** The whole page. */
    public static String of(RunReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        out.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Load report</title><style>")
                .append(style())
                .append("</style></head><body><main>");
        head();
        tiles();
        if (report.driverLate()) {
            out.append("<p class=\"warn\">")
                    .append(Html.text(TextReport.DRIVER_LATE))
                    .append("</p>");
        }
        out.append("<section class=\"plots\">");
        plots();
        out.append("</section><section class=\"tables\">");
        counts("Served by", "Edge-Served-By", report.servedBy());
        counts("Why", "Edge-Why", report.why());
        counts("Errors", "class", report.errors());
        counts("Status", "HTTP", report.statuses());
        out.append("</section>");
        distributions();
        settings();
        out.append("</main></body></html>\n");
        return out.toString();
    }

    private static String style() {
        try (InputStream css =
                Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"), "report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the report's style sheet cannot be read", e);
        }
    }

    private void head() {
        RunOptions options = report.options();
        out.append("<header><h1>Load report</h1><p>")
                .append(Html.text(options.target().toString()))
                .append(String.format(
                        Locale.ROOT,
                        " · %s requests/s for %.0f s, %s arrivals · started ",
                        trimmed(options.ratePerSecond()),
                        options.duration().toMillis() / 1000.0,
                        options.arrivals().name().toLowerCase(Locale.ROOT)))
                .append(report.startedAt().truncatedTo(ChronoUnit.SECONDS))
                .append("</p></header>");
    }

    private void tiles() {
        double seconds = report.options().duration().toNanos() / 1e9;
        double bad = report.due() == 0 ? 0 : 1 - (double) report.answered() / report.due();
        out.append("<section class=\"tiles\">");
        tile("answered", Html.count(report.answered()), "of " + Html.count(report.due()) + " due", false);
        tile(
                "without answer",
                Html.percent(bad),
                Html.count(report.failed()) + " failed, " + Html.count(report.notSent()) + " not sent",
                bad > 0);
        tile("answers per second", trimmed(report.answered() / seconds), "", false);
        tile("latency p50", Html.ms(report.latency().p50()) + " ms", "", false);
        tile(
                "latency p99",
                Html.ms(report.latency().p99()) + " ms",
                "max " + Html.ms(report.latency().max()) + " ms",
                false);
        if (report.firstToken().count() > 0) {
            tile(
                    "first token p50",
                    Html.ms(report.firstToken().p50()) + " ms",
                    "p99 " + Html.ms(report.firstToken().p99()) + " ms",
                    false);
        }
        out.append("</section>");
    }

    private void tile(String name, String value, String note, boolean bad) {
        out.append("<div class=\"tile")
                .append(bad ? " bad" : "")
                .append("\"><span>")
                .append(name)
                .append("</span><strong>")
                .append(value)
                .append("</strong><small>")
                .append(note)
                .append("</small></div>");
    }

    private void plots() {
        double highest = report.latency().count() == 0
                ? 99
                : 100 - 100.0 / report.latency().count();
        List<Series> latency = List.of(
                curve("from the due moment", 1, report.latency(), highest),
                curve("from the moment sent", 2, report.service(), highest));
        out.append(Plot.figure("Latency by percentile", Axis.percentiles(highest), msAxis(latency), latency));
        List<Series> rate = List.of(
                overTime(
                        "due and sent", 2, i -> i.sent() / report.intervalSeconds(), i -> true, v -> trimmed(v) + "/s"),
                overTime(
                        "answered", 1, i -> i.answered() / report.intervalSeconds(), i -> true, v -> trimmed(v) + "/s"),
                overTime(
                        "errors and not sent",
                        3,
                        i -> (i.errors() + i.notSent()) / report.intervalSeconds(),
                        i -> true,
                        v -> trimmed(v) + "/s"));
        out.append(Plot.figure("Throughput over time", timeAxis(), Axis.fromZero("per second", max(rate)), rate));
        if (report.options().stream()) {
            List<Series> first = overTime(Interval::firstToken);
            out.append(Plot.figure("Time to first token over time", timeAxis(), msAxis(first), first));
        }
        List<Series> over = overTime(Interval::latency);
        out.append(Plot.figure("Latency over time", timeAxis(), msAxis(over), over));
    }

    private static Series curve(String name, int style, Times times, double highest) {
        List<Series.Point> points = new ArrayList<>();
        for (Times.Point point : times.curve()) {
            // The slowest request stands where its share of all ends: a percentile of 100 would lie at infinity.
            double percentile = Math.min(point.percentile(), highest);
            points.add(new Series.Point(
                    Axis.nines(percentile),
                    point.ms(),
                    String.format(Locale.ROOT, "p%s %s ms", exact(percentile), Html.ms(point.ms()))));
        }
        return new Series(name, style, points);
    }

    private List<Series> overTime(Function<Interval, Times> what) {
        return List.of(
                overTime("p50", 1, i -> what.apply(i).p50(), i -> what.apply(i).count() > 0, v -> Html.ms(v) + " ms"),
                overTime("p99", 2, i -> what.apply(i).p99(), i -> what.apply(i).count() > 0, v -> Html.ms(v) + " ms"));
    }

    private Series overTime(
            String name,
            int style,
            ToDoubleFunction<Interval> what,
            java.util.function.Predicate<Interval> measured,
            java.util.function.DoubleFunction<String> label) {
        List<Series.Point> points = new ArrayList<>();
        for (Interval interval : report.intervals()) {
            if (measured.test(interval)) {
                double value = what.applyAsDouble(interval);
                points.add(new Series.Point(
                        interval.startSeconds(),
                        value,
                        trimmed(interval.startSeconds()) + " s, " + label.apply(value)));
            }
        }
        return new Series(name, style, points);
    }

    private Axis timeAxis() {
        return Axis.fromZero(
                "seconds since the end of the warm-up",
                report.options().duration().toNanos() / 1e9);
    }

    private static Axis msAxis(List<Series> series) {
        return Axis.fromZero("milliseconds", max(series));
    }

    private static double max(List<Series> series) {
        return series.stream()
                .flatMap(s -> s.points().stream())
                .mapToDouble(Series.Point::y)
                .max()
                .orElse(1);
    }

    private void counts(String heading, String column, Map<String, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        out.append("<div><h2>").append(heading).append("</h2>");
        if (counts.isEmpty()) {
            out.append("<p class=\"none\">None.</p></div>");
            return;
        }
        out.append("<table><thead><tr><th>")
                .append(column)
                .append("</th><th class=\"n\">requests</th><th>share</th></tr></thead>");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(count -> {
                    double share = (double) count.getValue() / total;
                    out.append("<tr><td>")
                            .append(Html.text(count.getKey()))
                            .append("</td><td class=\"n\">")
                            .append(Html.count(count.getValue()))
                            .append(String.format(
                                    Locale.ROOT,
                                    "</td><td class=\"bar\"><i style=\"width:%.1f%%\"></i><span>%s</span></td></tr>",
                                    share * 100,
                                    Html.percent(share)));
                });
        out.append("</table></div>");
    }

    private void distributions() {
        out.append("<section><h2>Times in milliseconds</h2><div class=\"wide\"><table><thead><tr><th></th>");
        for (String name : List.of("count", "mean", "min", "p50", "p90", "p95", "p99", "p99.9", "max")) {
            out.append("<th class=\"n\">").append(name).append("</th>");
        }
        out.append("</tr></thead>");
        times("latency, from the due moment", report.latency());
        times("service, from the moment sent", report.service());
        times("driver lag, due until sent", report.lag());
        times("first token, from the due moment", report.firstToken());
        times("gap between tokens", report.gap());
        out.append("</table></div></section>");
    }

    private void times(String name, Times times) {
        out.append("<tr><td>")
                .append(name)
                .append("</td><td class=\"n\">")
                .append(Html.count(times.count()))
                .append("</td>");
        double[] values = {
            times.mean(), times.min(), times.p50(), times.p90(), times.p95(), times.p99(), times.p999(), times.max()
        };
        for (double value : values) {
            out.append("<td class=\"n\">")
                    .append(times.count() == 0 ? "–" : Html.ms(value))
                    .append("</td>");
        }
        out.append("</tr>");
    }

    private void settings() {
        RunOptions options = report.options();
        out.append("<footer><p>Requests start when they are due, whatever became of those before; latency counts from"
                        + " that moment. ")
                .append(String.format(
                        Locale.ROOT,
                        "%s, at most %d connections (%s), at most %d requests in flight (peak %d), timeout %s s,"
                                + " warm-up %s s not reported, seed %d.",
                        options.stream() ? "Event streams" : "Whole answers",
                        options.connections(),
                        options.http2() ? "HTTP/2" : "HTTP/1.1",
                        options.inFlightMax(),
                        report.inFlightPeak(),
                        trimmed(options.timeout().toMillis() / 1000.0),
                        trimmed(options.warmup().toMillis() / 1000.0),
                        options.seed()))
                .append("</p></footer>");
    }

    private static String exact(double percentile) {
        return String.format(Locale.ROOT, "%.4f", percentile).replaceAll("\\.?0+$", "");
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
