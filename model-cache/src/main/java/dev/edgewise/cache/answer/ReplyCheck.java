package dev.edgewise.cache.answer;

import dev.edgewise.cache.answer.Completeness.Complete;
import dev.edgewise.cache.answer.Completeness.Incomplete;
import dev.edgewise.cache.answer.Completeness.Reason;
import dev.edgewise.cache.answer.Completeness.Span;
import dev.edgewise.cache.json.StrictJson;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.sse.SseEvent;
import dev.edgewise.cache.sse.SseParser;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a reply may be stored: a success, well-formed, with an end for every answer asked for, and neither an
 * error nor a refusal in it. Reads the usage on the way, whatever the verdict. Safe for use by several threads.
 */
public final class ReplyCheck {
    static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final int replyBytesMax;
    private final StrictJson json;

    /** A check of replies of at most {@code replyBytesMax} bytes; larger ones are malformed. */
    public ReplyCheck(int replyBytesMax) {
        this.replyBytesMax = replyBytesMax;
        json = new StrictJson(replyBytesMax);
    }

    /**
     * The verdict on a reply of one JSON object.
     *
     * @param choices how many answers were asked for: the request's {@code n}
     */
    public Completeness json(ApiFamily family, int status, int choices, byte[] body) {
        ReplyScan scan = new ReplyScan(json);
        boolean wellFormed = body.length <= replyBytesMax && scan.add(body, 0, body.length);
        Reason fault = fault(scan, status, wellFormed);
        if (fault == null && !family.writesText()) {
            return scan.items > 0
                    ? new Complete(scan.usage, false, null)
                    : new Incomplete(Reason.MISSING_CHOICES, scan.usage);
        }
        if (fault == null && scan.bodies < scan.endings.size()) {
            fault = Reason.MALFORMED;
        }
        return verdict(scan, fault, choices, null);
    }

    /** The verdict on a reply that came as an event stream, given whole. */
    public Completeness stream(ApiFamily family, int status, int choices, byte[] stream) {
        Events events = new Events(new ReplyScan(json));
        boolean wellFormed = family.writesText()
                && stream.length <= replyBytesMax
                && new SseParser(replyBytesMax, events::add).feed(stream, 0, stream.length);
        Reason fault = fault(events.scan, status, wellFormed && events.wellFormed);
        if (fault == null && !events.done) {
            fault = Reason.NO_TERMINAL_EVENT;
        }
        return verdict(events.scan, fault, choices, events.usageEvent);
    }

    /** The usage in a reply of one JSON object, or null when it names none. */
    public @Nullable Usage usage(byte[] body) {
        ReplyScan scan = new ReplyScan(json);
        scan.add(body, 0, body.length);
        return scan.usage;
    }

    StrictJson strictJson() {
        return json;
    }

    private static @Nullable Reason fault(ReplyScan scan, int status, boolean wellFormed) {
        if (status < 200 || status > 299) {
            return Reason.STATUS;
        }
        if (scan.error) {
            return Reason.ERROR;
        }
        return wellFormed ? null : Reason.MALFORMED;
    }

    private static Completeness verdict(
            ReplyScan scan, @Nullable Reason fault, int choices, @Nullable Span usageEvent) {
        if (fault != null) {
            return new Incomplete(fault, scan.usage);
        }
        boolean cut = false;
        for (String ending : scan.endings.values()) {
            switch (ending) {
                case "stop", "tool_calls", "function_call" -> {
                    // A natural end.
                }
                case "length" -> cut = true;
                case "content_filter", "refusal" -> {
                    return new Incomplete(Reason.REFUSED, scan.usage);
                }
                default -> {
                    return new Incomplete(Reason.UNFINISHED, scan.usage);
                }
            }
        }
        if (scan.refused) {
            return new Incomplete(Reason.REFUSED, scan.usage);
        }
        if (scan.endings.size() < Math.max(1, choices)) {
            return new Incomplete(Reason.MISSING_CHOICES, scan.usage);
        }
        return new Complete(scan.usage, cut, usageEvent);
    }

    /** What the events of one stream add up to. */
    static final class Events {
        final ReplyScan scan;
        boolean done;
        boolean wellFormed = true;

        @Nullable
        Span usageEvent;

        Events(ReplyScan scan) {
            this.scan = scan;
        }

        void add(SseEvent event) {
            if (event.type().equals("error")) {
                scan.error = true;
            } else if (event.holds(DONE)) {
                done = true;
            } else {
                wellFormed &= !done && scan.add(event.data(), 0, event.data().length);
                usageEvent = scan.lastIsUsageOnly ? new Span((int) event.start(), (int) event.end()) : usageEvent;
            }
        }
    }
}
