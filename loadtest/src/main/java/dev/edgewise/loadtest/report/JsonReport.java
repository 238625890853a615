package dev.edgewise.loadtest.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.loadtest.client.Times;
import dev.edgewise.loadtest.crowd.CrowdReport;
import dev.edgewise.loadtest.run.RunOptions;
import dev.edgewise.loadtest.run.RunReport;
import dev.edgewise.loadtest.streams.StreamsOptions;
import dev.edgewise.loadtest.streams.StreamsReport;
import java.util.Map;

/** Reports as JSON; times in milliseconds, headers with their secrets left out. */
public final class JsonReport {
    private static final double NANOS_PER_SECOND = 1e9;

    private JsonReport() {}

    /** The JSON of an open-loop run. */
    public static ObjectNode of(RunReport report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("options", options(report.options()));
        root.put("started_at", report.startedAt().toString())
                .put("due", report.due())
                .put("sent", report.sent())
                .put("answered", report.answered())
                .put("failed", report.failed())
                .put("not_sent", report.notSent())
                .put("in_flight_peak", report.inFlightPeak())
                .put("tokens", report.tokens())
                .put("body_bytes", report.bytes());
        root.set("errors", counts(report.errors()));
        root.set("statuses", counts(report.statuses()));
        root.set("served_by", counts(report.servedBy()));
        root.set("why", counts(report.why()));
        root.set("latency_ms", times(report.latency(), true));
        root.set("service_ms", times(report.service(), true));
        root.set("driver_lag_ms", times(report.lag(), false));
        root.set("first_token_ms", times(report.firstToken(), true));
        root.set("token_gap_ms", times(report.gap(), true));
        root.put("interval_s", report.intervalSeconds());
        ArrayNode intervals = root.putArray("intervals");
        for (RunReport.Interval interval : report.intervals()) {
            ObjectNode json = intervals.addObject();
            json.put("start_s", interval.startSeconds())
                    .put("sent", interval.sent())
                    .put("answered", interval.answered())
                    .put("errors", interval.errors())
                    .put("not_sent", interval.notSent());
            json.set("latency_ms", times(interval.latency(), false));
            json.set("first_token_ms", times(interval.firstToken(), false));
        }
        return root;
    }

    /** The JSON of a closed-loop run of streams. */
    public static ObjectNode of(StreamsReport report) {
        StreamsOptions options = report.options();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("options")
                .put("url", options.target().toString())
                .put("model", options.model())
                .put("streams", options.streams())
                .put("rounds", options.rounds())
                .put("http2", options.http2());
        root.put("seconds", report.seconds())
                .put("streams", report.streams())
                .put("failed", report.failed())
                .put("events", report.events())
                .put("tokens", report.tokens());
        root.set("problems", counts(report.problems()));
        root.set("first_event_delay_ms", times(report.firstEvent(), false));
        root.set("event_delay_ms", times(report.anyEvent(), false));
        return root;
    }

    /** The JSON of a run beside a crowd of connections. */
    public static ObjectNode of(CrowdReport report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("crowd")
                .put("held", report.held())
                .put("peak", report.peak())
                .put("cut", report.cut())
                .put("refused", report.refused());
        root.set("alone", of(report.alone()));
        root.set("beside", of(report.beside()));
        return root;
    }

    private static ObjectNode options(RunOptions options) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("url", options.target().toString())
                .put("rate_per_s", options.ratePerSecond())
                .put("arrivals", options.arrivals().name().toLowerCase(java.util.Locale.ROOT))
                .put("warmup_s", options.warmup().toNanos() / NANOS_PER_SECOND)
                .put("duration_s", options.duration().toNanos() / NANOS_PER_SECOND)
                .put("timeout_s", options.timeout().toNanos() / NANOS_PER_SECOND)
                .put("stream", options.stream())
                .put("connections", options.connections())
                .put("http2", options.http2())
                .put("in_flight_max", options.inFlightMax())
                .put("seed", options.seed());
    }

    private static ObjectNode counts(Map<String, Long> counts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.forEach((name, count) -> json.put(name, count.longValue()));
        return json;
    }

    private static ObjectNode times(Times times, boolean withCurve) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("count", times.count());
        if (times.count() == 0) {
            return json;
        }
        json.put("mean", times.mean())
                .put("min", times.min())
                .put("p50", times.p50())
                .put("p90", times.p90())
                .put("p95", times.p95())
                .put("p99", times.p99())
                .put("p99.9", times.p999())
                .put("max", times.max());
        if (withCurve) {
            ArrayNode curve = json.putArray("curve");
            for (Times.Point point : times.curve()) {
                curve.addArray().add(point.percentile()).add(point.ms());
            }
        }
        return json;
    }
}
