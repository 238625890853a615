package dev.edgewise.gateway.reply;

import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.api.OipErrors;
import dev.edgewise.gateway.api.OpenAiErrors;
import dev.edgewise.gateway.request.Allowance;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Methods;
import dev.edgewise.gateway.request.Phase;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.routing.Why;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Begins every reply of this node. Immutable. */
public final class ReplyHeads {
    private static final Phase[] PHASES = Phase.values();
    private static final byte[][] NAMES = names();
    private static final CharSequence NO_COST = AsciiString.cached("0");
    private static final long MICRO_NANOS = 1000;
    private static final long MILLIS_MAX = 999_999_999;
    /** Nine digits, a point, three digits, a comma and a space. */
    private static final int DURATION_BYTES_MAX = 15;

    private final CharSequence node;
    private final CharSequence region;

    public ReplyHeads(String node, String region) {
        this.node = AsciiString.cached(node);
        this.region = AsciiString.cached(region);
    }

    private static byte[][] names() {
        return Arrays.stream(PHASES)
                .map(phase -> (phase.wire() + ";dur=").getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** The lines that every reply carries, from what the record knows by now. */
    public HeaderList begin(Exchange exchange, @Nullable Allowance allowance) {
        RequestRecord record = exchange.record();
        var headers = new HeaderList()
                .add(EdgeHeaders.SERVED_BY, record.servedBy.wire())
                .add(EdgeHeaders.NODE, node)
                .add(EdgeHeaders.REGION, region)
                .add(EdgeHeaders.REQUEST_ID, exchange.arrival().requestId())
                .add(EdgeHeaders.TRACEPARENT, exchange.arrival().trace().header());
        AsciiString timing = timing(record);
        if (!timing.isEmpty()) {
            headers.add(EdgeHeaders.SERVER_TIMING, timing);
        }
        Why why = record.why;
        if (why != null) {
            headers.add(EdgeHeaders.WHY, why.wire());
        }
        if (!record.model.isEmpty()) {
            headers.add(EdgeHeaders.MODEL, record.model);
        }
        if (!record.confidence.isEmpty()) {
            headers.add(EdgeHeaders.CONFIDENCE, record.confidence);
        }
        if (record.costNanos >= 0 && !record.usageUnknown) {
            headers.add(EdgeHeaders.COST, record.costNanos == 0 ? NO_COST : Long.toString(record.costNanos));
        }
        if (!record.policy.isEmpty()) {
            headers.add(EdgeHeaders.POLICY, record.policy);
        }
        if (!record.cacheStatus.isEmpty()) {
            headers.add(EdgeHeaders.CACHE_STATUS, record.cacheStatus);
        }
        if (allowance != null) {
            allowance.addTo(headers);
        }
        if (exchange.arrival().isQuery()) {
            acceptQuery(exchange, headers);
        }
        return headers;
    }

    /** Adds what methods the path takes, and what {@code QUERY} takes there. */
    HeaderList methods(Exchange exchange, HeaderList headers) {
        Arrival arrival = exchange.arrival();
        headers.add(EdgeHeaders.ALLOW, Methods.at(arrival.api(), arrival.path()).allow());
        if (!arrival.isQuery()) {
            acceptQuery(exchange, headers);
        }
        return headers;
    }

    private static void acceptQuery(Exchange exchange, HeaderList headers) {
        Arrival arrival = exchange.arrival();
        if (arrival.api() != Api.NONE) {
            String accepted = Methods.at(arrival.api(), arrival.path()).acceptQuery(arrival.api());
            if (!accepted.isEmpty()) {
                headers.add(EdgeHeaders.ACCEPT_QUERY, accepted);
            }
        }
    }

    /** A refusal in the shape of the API that was asked. */
    public Reply refuse(Exchange exchange, @Nullable Allowance allowance, Refusal refusal) {
        exchange.record().errorCode = refusal.code();
        HeaderList headers = begin(exchange, allowance).add(EdgeHeaders.CONTENT_TYPE, EdgeHeaders.JSON);
        if (refusal.retryAfterMillis() >= 0) {
            headers.add(EdgeHeaders.RETRY_AFTER, Long.toString((refusal.retryAfterMillis() + 999) / 1000));
        }
        if (refusal.status() >= 500 && !refusal.retryable()) {
            // OpenAI's SDKs ask again after every status from 500 on unless they are told.
            headers.add("x-should-retry", "false");
        }
        if (refusal.status() == 405) {
            methods(exchange, headers);
        }
        if (refusal.code().equals("unsupported_encoding")) {
            headers.add("accept-encoding", "identity");
        }
        if (refusal.status() == 401) {
            headers.add("www-authenticate", "Bearer");
        }
        return new Reply(
                refusal.status(),
                headers,
                tensors(exchange.arrival())
                        ? OipErrors.body(refusal)
                        : OpenAiErrors.body(refusal, exchange.arrival().requestId()));
    }

    /** Whether the caller speaks the Open Inference Protocol: where that has nothing, too. */
    private static boolean tensors(Arrival arrival) {
        return arrival.api() == Api.TENSORS || arrival.path().startsWith("/v2/");
    }

    /** The phases that took time, in milliseconds with three decimals, written by hand because every reply has one. */
    private static AsciiString timing(RequestRecord record) {
        int size = 0;
        for (int i = 0; i < PHASES.length; i++) {
            if (record.spentNanos(PHASES[i]) >= MICRO_NANOS) {
                size += NAMES[i].length + DURATION_BYTES_MAX;
            }
        }
        byte[] text = new byte[size];
        int at = 0;
        for (int i = 0; i < PHASES.length; i++) {
            long micros = record.spentNanos(PHASES[i]) / MICRO_NANOS;
            if (micros == 0) {
                continue;
            }
            if (at > 0) {
                text[at++] = ',';
                text[at++] = ' ';
            }
            System.arraycopy(NAMES[i], 0, text, at, NAMES[i].length);
            at = duration(text, at + NAMES[i].length, micros);
        }
        return new AsciiString(text, 0, at, false);
    }

    private static int duration(byte[] text, int start, long micros) {
        long millis = Math.min(micros / 1000, MILLIS_MAX);
        int digits = 1;
        for (long most = 10; millis >= most; most *= 10) {
            digits++;
        }
        int at = start + digits;
        for (int i = at - 1; i >= start; i--) {
            text[i] = (byte) ('0' + millis % 10);
            millis /= 10;
        }
        int rest = (int) (micros % 1000);
        text[at++] = '.';
        text[at++] = (byte) ('0' + rest / 100);
        text[at++] = (byte) ('0' + rest / 10 % 10);
        text[at++] = (byte) ('0' + rest % 10);
        return at;
    }
}
