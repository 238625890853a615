package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;

/**
 * The SSE events of a generation, made one at a time: the role of each choice, then piece by piece over all choices,
 * the finish of each, the usage when asked, {@code [DONE]}. Not thread-safe.
 */
public final class EventScript {
    /** What real servers send to tell their build apart. */
    static final String FINGERPRINT = "fp_standin";

    private static final String DONE = "data: [DONE]\n\n";

    private final Generation generation;
    private final String head;
    private final String tail;
    private final int[] sent;
    private int roles;
    private int turn;
    private int finished;
    private boolean usageSent;
    private boolean done;

    /** The script of one generation, at its start. */
    public EventScript(Generation generation) {
        this.generation = generation;
        boolean chat = generation.kind() == Generation.Kind.CHAT;
        this.head = "data: {\"id\":\"" + generation.id() + "\",\"object\":\""
                + (chat ? "chat.completion.chunk" : "text_completion") + "\",\"created\":" + generation.created()
                + ",\"model\":" + quote(generation.model()) + ",\"system_fingerprint\":\"" + FINGERPRINT + "\"";
        this.tail = (generation.includeUsage() ? ",\"usage\":null" : "") + "}\n\n";
        this.sent = new int[generation.choices().size()];
        this.roles = chat ? 0 : sent.length;
    }

    /** One event as it goes on the wire, and what it is. */
    public record Event(Kind kind, String text) {}

    /** What an event carries. */
    public enum Kind {
        /** The first delta of a choice. */
        ROLE,
        /** A piece of text or of arguments: one token. */
        PIECE,
        /** The end of a choice. */
        FINISH,
        /** The usage of the whole answer. */
        USAGE,
        /** {@code [DONE]}. */
        DONE
    }

    /** False once {@code [DONE]} was handed out. */
    public boolean hasNext() {
        return !done;
    }

    /** True when everything but {@code [DONE]} was handed out. */
    public boolean onlyDoneIsLeft() {
        return finished == sent.length && (usageSent || !generation.includeUsage()) && !done;
    }

    /** True when the next event belongs to the same moment as the one before it: only pieces and the first finish wait. */
    public boolean nextIsImmediate() {
        boolean first = true;
        for (int pieces : sent) {
            first &= pieces == 0;
        }
        return roles < sent.length || first || finished > 0;
    }

    /** The next event; {@code stamp} is JSON to put into it as further fields, empty for none. */
    public Event next(String stamp) {
        if (roles < sent.length) {
            return event(Kind.ROLE, stamp, role(roles++));
        }
        List<Choice> choices = generation.choices();
        for (int tried = 0; tried < sent.length; tried++) {
            int index = turn;
            turn = turn + 1 == sent.length ? 0 : turn + 1;
            if (sent[index] < choices.get(index).pieces().size()) {
                return event(Kind.PIECE, stamp, piece(index, choices.get(index), sent[index]++));
            }
        }
        if (finished < sent.length) {
            return event(Kind.FINISH, stamp, finish(finished, choices.get(finished++)));
        }
        if (generation.includeUsage() && !usageSent) {
            usageSent = true;
            return new Event(
                    Kind.USAGE,
                    head + stamp + ",\"choices\":[],\"usage\":"
                            + generation.usage().toJson() + "}\n\n");
        }
        done = true;
        return new Event(Kind.DONE, DONE);
    }

    private Event event(Kind kind, String stamp, String choice) {
        return new Event(kind, head + stamp + ",\"choices\":[" + choice + "]" + tail);
    }

    private String role(int index) {
        return switch (generation.choices().get(index)) {
            case Choice.Text _ -> delta(index, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
            case Choice.ToolCall call ->
                delta(
                        index,
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":"
                                + quote(call.callId()) + ",\"type\":\"function\",\"function\":{\"name\":"
                                + quote(call.function()) + ",\"arguments\":\"\"}}]}",
                        "null");
        };
    }

    private String piece(int index, Choice choice, int at) {
        String text = quote(choice.pieces().get(at));
        if (generation.kind() == Generation.Kind.COMPLETION) {
            return "{\"index\":" + index + ",\"text\":" + text + ",\"logprobs\":null,\"finish_reason\":null}";
        }
        return switch (choice) {
            case Choice.Text _ -> delta(index, "{\"content\":" + text + "}", "null");
            case Choice.ToolCall _ ->
                delta(index, "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + text + "}}]}", "null");
        };
    }

    private String finish(int index, Choice choice) {
        String reason = quote(choice.finish());
        return generation.kind() == Generation.Kind.COMPLETION
                ? "{\"index\":" + index + ",\"text\":\"\",\"logprobs\":null,\"finish_reason\":" + reason + "}"
                : delta(index, "{}", reason);
    }

    private static String delta(int index, String delta, String finish) {
        return "{\"index\":" + index + ",\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish + "}";
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }
}
