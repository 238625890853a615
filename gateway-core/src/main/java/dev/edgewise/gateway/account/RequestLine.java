package dev.edgewise.gateway.account;

import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.RequestRecord;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The members of a request line and their order. Absent facts and false flags have no member. */
final class RequestLine {
    private static final byte[] TIME = text("{\"time\":");
    private static final byte[] NODE = member("node");
    private static final byte[] REQUEST_ID = member("request_id");
    private static final byte[] TRACE_ID = member("trace_id");
    private static final byte[] SPAN_ID = member("span_id");
    private static final byte[] TENANT = member("tenant");
    private static final byte[] COUNTRY = member("country");
    private static final byte[] PATH = member("path");
    private static final byte[] STATUS = member("status");
    private static final byte[] SERVED_BY = member("served_by");
    private static final byte[] WHY = member("why");
    private static final byte[] MODEL = member("model");
    private static final byte[] ANSWERED_BY = member("answered_by");
    private static final byte[] CLUSTER = member("cluster");
    private static final byte[] ENDPOINT = member("endpoint");
    private static final byte[] CACHE = member("cache");
    private static final byte[] ITEMS_ASKED = member("items_asked");
    private static final byte[] ITEMS_FOUND = member("items_found");
    private static final byte[] SIMILARITY = member("similarity");
    private static final byte[] GUARD = member("guard");
    private static final byte[] CONFIDENCE = member("confidence");
    private static final byte[] ERROR = member("error");
    private static final byte[] ATTEMPTS = member("attempts");
    private static final byte[] PROMPT_TOKENS = member("prompt_tokens");
    private static final byte[] COMPLETION_TOKENS = member("completion_tokens");
    private static final byte[] ESTIMATED_TOKENS = member("completion_tokens_estimated");
    private static final byte[] EARLIER_PROMPT_TOKENS = member("earlier_prompt_tokens");
    private static final byte[] EARLIER_COMPLETION_TOKENS = member("earlier_completion_tokens");
    private static final byte[] COST = member("cost_nanos");
    private static final byte[] AVOIDED = member("avoided_nanos");
    private static final byte[] BYTES_IN = member("bytes_in");
    private static final byte[] BYTES_OUT = member("bytes_out");
    private static final byte[] DURATION = member("duration_us");
    private static final byte[] FIRST_BYTE = member("first_byte_us");
    private static final byte[] OWN = member("own_us");
    private static final byte[] STREAM = text(",\"stream\":true");
    private static final byte[] CLIENT_GONE = text(",\"client_gone\":true");
    private static final byte[] TRUNCATED = text(",\"truncated\":true");
    private static final byte[] REFRESH = text(",\"refresh\":true");
    private static final byte[] USAGE_INCOMPLETE = text(",\"usage_incomplete\":true");
    private static final byte[] END = text("}\n");

    private final byte[] node;

    RequestLine(String node) {
        this.node = text(new String(NODE, StandardCharsets.US_ASCII) + quoted(node));
    }

    void write(JsonBytes out, Arrival arrival, RequestRecord record, long ownNanos, long endedEpochMillis) {
        out.raw(TIME).time(endedEpochMillis).raw(node);
        out.raw(REQUEST_ID).string(arrival.requestId());
        out.raw(TRACE_ID).ascii(arrival.trace().traceId());
        out.raw(SPAN_ID).ascii(arrival.trace().spanId());
        out.raw(TENANT).string(record.tenant);
        out.raw(COUNTRY).string(record.country);
        out.raw(PATH).string(arrival.path());
        out.raw(STATUS).number(record.status);
        out.raw(SERVED_BY).string(record.servedBy.wire());
        present(out, WHY, record.why == null ? "" : record.why.wire());
        present(out, MODEL, record.alias);
        present(out, ANSWERED_BY, record.model);
        present(out, CLUSTER, record.cluster);
        present(out, ENDPOINT, record.endpoint);
        present(out, CACHE, record.cacheStatus);
        if (record.itemsAsked > 0) {
            out.raw(ITEMS_ASKED).number(record.itemsAsked);
            out.raw(ITEMS_FOUND).number(record.itemsFound);
        }
        if (!Double.isNaN(record.similarity)) {
            out.raw(SIMILARITY).raw(text(String.format(Locale.ROOT, "%.4f", record.similarity)));
        }
        present(out, GUARD, record.guard);
        if (isDecimal(record.confidence)) {
            out.raw(CONFIDENCE).raw(text(record.confidence));
        }
        present(out, ERROR, record.errorCode);
        out.raw(ATTEMPTS).number(record.attempts);
        if (record.tellsTokens()) {
            out.raw(PROMPT_TOKENS).number(record.promptTokens);
            out.raw(COMPLETION_TOKENS).number(record.completionTokens);
        } else if (record.textEvents > 0) {
            out.raw(ESTIMATED_TOKENS).number(record.textEvents);
        }
        if (record.earlierPromptTokens > 0 || record.earlierCompletionTokens > 0) {
            out.raw(EARLIER_PROMPT_TOKENS).number(record.earlierPromptTokens);
            out.raw(EARLIER_COMPLETION_TOKENS).number(record.earlierCompletionTokens);
        }
        if (record.costNanos >= 0) {
            out.raw(COST).number(record.costNanos);
        }
        if (record.avoidedNanos > 0) {
            out.raw(AVOIDED).number(record.avoidedNanos);
        }
        out.raw(BYTES_IN).number(record.bytesIn);
        out.raw(BYTES_OUT).number(record.bytesOut);
        out.raw(DURATION).number(record.elapsedNanos() / 1000);
        out.raw(FIRST_BYTE).number(record.firstByteNanos < 0 ? -1 : record.firstByteNanos / 1000);
        out.raw(OWN).number(ownNanos / 1000);
        flag(out, STREAM, record.streamed);
        flag(out, CLIENT_GONE, record.clientGone);
        flag(out, TRUNCATED, record.truncated);
        flag(out, REFRESH, record.refresh);
        flag(out, USAGE_INCOMPLETE, record.usageUnknown && record.tellsTokens());
        out.raw(END);
    }

    private static void present(JsonBytes out, byte[] member, String value) {
        if (!value.isEmpty()) {
            out.raw(member).string(value);
        }
    }

    /** What a model of the node said is one; of a shared answer another node's word is taken only then. */
    private static boolean isDecimal(String text) {
        int point = text.indexOf('.');
        return point > 0
                && point < text.length() - 1
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')
                && point == text.lastIndexOf('.')
                && (point == 1 || text.charAt(0) != '0');
    }

    private static void flag(JsonBytes out, byte[] member, boolean set) {
        if (set) {
            out.raw(member);
        }
    }

    private static String quoted(String text) {
        var quoted = new JsonBytes().string(text);
        var out = new java.io.ByteArrayOutputStream();
        try {
            quoted.writeTo(out);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] member(String name) {
        return text(",\"" + name + "\":");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
