package dev.edgewise.gateway.account;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.RequestRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One JSON line per request, written in batches by a thread of its own. A full queue drops the newest line and says so,
 * because a slow disk must not slow the requests. No prompt, answer or key is ever written.
 *
 * <p>Threads: {@link #offer} from any; it never waits.
 */
public final class RequestLog implements AutoCloseable {
    /** Lines that wait for the writer. */
    public static final int QUEUE_LINES_MAX = 16_384;

    private static final int BATCH_LINES_MAX = 512;
    private static final long LOOK_NANOS = 20_000_000;
    private static final JsonFactory JSON = new JsonFactory();

    private record Line(
            Arrival arrival, RequestRecord record, long ownNanos, long elapsedNanos, long endedEpochMillis) {}

    private final ArrayBlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE_LINES_MAX);
    private final OutputStream out;
    private final String node;
    private final NodeClock clock;
    private final Thread writer;
    private volatile boolean closing;
    private volatile boolean wanted = true;

    /** @param out where lines go; flushed after each batch, not closed */
    public RequestLog(OutputStream out, String node, NodeClock clock) {
        this.out = out;
        this.node = node;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("edgewise-request-log").daemon().start(this::run);
    }

    /** Whether lines are written from now on. */
    public void wanted(boolean yes) {
        wanted = yes;
    }

    boolean offer(Arrival arrival, RequestRecord record, long ownNanos) {
        return !wanted
                || queue.offer(new Line(arrival, record, ownNanos, record.elapsedNanos(), clock.nowEpochMillis()));
    }

    /** Writes what is queued and ends the writer. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Line> batch = new ArrayList<>(BATCH_LINES_MAX);
        var bytes = new ByteArrayOutputStream(64 * 1024);
        while (true) {
            boolean last = closing;
            while (queue.drainTo(batch, BATCH_LINES_MAX) > 0) {
                write(batch, bytes);
                batch.clear();
                bytes.reset();
            }
            if (last) {
                return;
            }
            // Looking now and then costs the requests nothing; being woken for each line costs them a system call.
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private void write(List<Line> batch, ByteArrayOutputStream bytes) {
        try {
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
                for (Line line : batch) {
                    write(line, json);
                }
            }
            bytes.write('\n');
            bytes.writeTo(out);
            out.flush();
        } catch (IOException e) {
            System.getLogger(RequestLog.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "request log: {0} lines were not written: {1}",
                            batch.size(),
                            e.getMessage());
        }
    }

    private void write(Line line, JsonGenerator json) throws IOException {
        RequestRecord record = line.record;
        Arrival arrival = line.arrival;
        json.writeStartObject();
        json.writeStringField(
                "time", Instant.ofEpochMilli(line.endedEpochMillis).toString());
        json.writeStringField("node", node);
        json.writeStringField("request_id", arrival.requestId());
        json.writeStringField("trace_id", arrival.trace().traceId());
        json.writeStringField("span_id", arrival.trace().spanId());
        json.writeStringField("tenant", record.tenant);
        json.writeStringField("country", record.country);
        json.writeStringField("path", arrival.path());
        json.writeNumberField("status", record.status);
        json.writeStringField("served_by", record.servedBy.wire());
        text(json, "why", record.why == null ? "" : record.why.wire());
        text(json, "model", record.alias);
        text(json, "answered_by", record.model);
        text(json, "cluster", record.cluster);
        text(json, "endpoint", record.endpoint);
        text(json, "cache", record.cacheStatus);
        text(json, "error", record.errorCode);
        json.writeNumberField("attempts", record.attempts);
        json.writeNumberField("prompt_tokens", record.promptTokens);
        json.writeNumberField("completion_tokens", record.completionTokens);
        json.writeNumberField("bytes_in", record.bytesIn);
        json.writeNumberField("bytes_out", record.bytesOut);
        json.writeNumberField("duration_us", line.elapsedNanos / 1000);
        json.writeNumberField("first_byte_us", record.firstByteNanos < 0 ? -1 : record.firstByteNanos / 1000);
        json.writeNumberField("own_us", line.ownNanos / 1000);
        flag(json, "stream", record.streamed);
        flag(json, "client_gone", record.clientGone);
        flag(json, "truncated", record.truncated);
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, value);
        }
    }

    private static void flag(JsonGenerator json, String name, boolean set) throws IOException {
        if (set) {
            json.writeBooleanField(name, true);
        }
    }
}
