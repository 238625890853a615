package dev.edgewise.loadtest.report;

import dev.edgewise.loadtest.client.Times;
import dev.edgewise.loadtest.crowd.CrowdReport;
import dev.edgewise.loadtest.run.RunReport;
import dev.edgewise.loadtest.streams.StreamsReport;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reports as a few lines for a terminal. */
public final class TextReport {
    static final String DRIVER_LATE = "Requests left late: the load generator or its connections were the bottleneck,"
            + " and the latency counts that too.";

    private TextReport() {}

    /** The lines of an open-loop run. */
    public static String of(RunReport report) {
        StringBuilder out = new StringBuilder();
        line(out, "target", report.options().target().toString());
        line(
                out,
                "requests",
                report.due() + " due, " + report.answered() + " answered, " + report.failed() + " failed, "
                        + report.notSent() + " not sent; at most " + report.inFlightPeak() + " at once");
        line(out, "latency", times(report.latency()));
        line(out, "service", times(report.service()));
        line(out, "driver lag", times(report.lag()));
        if (report.firstToken().count() > 0) {
            line(out, "first token", times(report.firstToken()));
            line(out, "token gap", times(report.gap()));
        }
        line(out, "status", counts(report.statuses()));
        line(out, "served by", counts(report.servedBy()));
        line(out, "why", counts(report.why()));
        line(out, "errors", counts(report.errors()));
        if (report.driverLate()) {
            line(out, "note", DRIVER_LATE);
        }
        return out.toString();
    }

    /** The lines of a closed-loop run of streams. */
    public static String of(StreamsReport report) {
        StringBuilder out = new StringBuilder();
        line(out, "target", report.options().target().toString());
        line(
                out,
                "streams",
                report.streams() + " with " + report.events() + " events in "
                        + String.format(
                                Locale.ROOT,
                                "%.2f s, %.0f events/s",
                                report.seconds(),
                                report.events() / report.seconds()));
        line(out, "first event", times(report.firstEvent()));
        line(out, "any event", times(report.anyEvent()));
        line(out, "problems", counts(report.problems()));
        return out.toString();
    }

    /** The lines of a run beside a crowd of connections. */
    public static String of(CrowdReport report) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                "crowd",
                report.held() + " connections held, at most " + report.peak() + "; " + report.cut()
                        + " cut off and back again, " + report.refused() + " not made");
        line(out, "alone", report.alone().answered() + " of " + report.alone().due() + " answered");
        line(out, "", times(report.alone().latency()));
        line(
                out,
                "beside it",
                report.beside().answered() + " of " + report.beside().due() + " answered");
        line(out, "", times(report.beside().latency()));
        line(out, "status", counts(report.beside().statuses()));
        line(out, "errors", counts(report.beside().errors()));
        return out.toString();
    }

    private static void line(StringBuilder out, String name, String value) {
        out.append(String.format(Locale.ROOT, "%-12s %s%n", name, value));
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(count -> count.getKey() + " " + count.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String times(Times times) {
        return times.count() == 0
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms",
                        times.p50(),
                        times.p90(),
                        times.p99(),
                        times.p999(),
                        times.max());
    }
}
