package dev.edgewise.cache.answer;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.sse.SseWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole chat or completion answer as the event stream the same call gives with streaming: for each choice a
 * chunk with its role, its reasoning, its content in pieces, its tool calls and its ending; then usage when it was asked
 * for, with how sure a model of a node was of each choice, then the terminal event.
 */
final class ChunkWriter {
    /** Content is cut into pieces of this many characters, for clients that read line by line into a buffer. */
    static final int PIECE_CHARS = 2_048;

    /** A piece that is to look as if a model wrote it, in characters: about a token. */
    static final int FINE_CHARS = 4;
    /** A text is cut into no more of those; they are longer instead. */
    static final int FINE_PIECES_MAX = 1_000;

    /** Text members that stream by themselves, in the order a model writes them. */
    private static final List<String> SPOKEN = List.of("reasoning_content", "reasoning", "content", "refusal");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);
    private final Json.Obj answer;
    private final boolean withUsage;
    private final Cut cut;

    /** How text is cut. */
    enum Cut {
        /** As little as clients take. */
        COARSE,
        /** About as a model writes it. */
        FINE;

        int chars(String text) {
            return switch (this) {
                case COARSE -> PIECE_CHARS;
                case FINE -> Math.max(FINE_CHARS, Math.ceilDiv(text.length(), FINE_PIECES_MAX));
            };
        }
    }

    private ChunkWriter(Json.Obj answer, boolean withUsage, Cut cut) {
        this.cut = cut;
        this.answer = answer;
        this.withUsage = withUsage && !Json.isNull(answer.get("usage"));
    }

    static byte[] stream(ApiFamily family, Json.Obj answer, boolean withUsage, Cut cut) {
        ChunkWriter writer = new ChunkWriter(answer, withUsage, cut);
        Json.Obj sure = ChoiceConfidence.ofAll(answer.get("choices"));
        if (answer.get("choices") instanceof Json.Arr(var choices)) {
            for (Json choice : choices) {
                if (choice instanceof Json.Obj object) {
                    writer.choice(family, sure == null ? object : ChoiceConfidence.without(object));
                }
            }
        }
        if (writer.withUsage) {
            writer.chunk(new Json.Arr(List.of()), answer.members().getOrDefault("usage", Json.NULL), sure);
        }
        SseWriter.data(writer.out, ReplyCheck.DONE);
        return writer.out.toByteArray();
    }

    private void choice(ApiFamily family, Json.Obj choice) {
        if (family != ApiFamily.CHAT || !(choice.get("message") instanceof Json.Obj message)) {
            chunk(new Json.Arr(List.of(choice)), Json.NULL);
            return;
        }
        delta(choice, opening(message), Json.NULL);
        Json logprobs = choice.members().getOrDefault("logprobs", Json.NULL);
        for (String member : SPOKEN) {
            if (message.get(member) instanceof Json.Text(var text) && !text.isEmpty()) {
                boolean carries = member.equals("content");
                for (String piece : pieces(text, cut.chars(text))) {
                    delta(choice, new Json.Obj().with(member, new Json.Text(piece)), carries ? logprobs : Json.NULL);
                    logprobs = carries ? Json.NULL : logprobs;
                }
            }
        }
        if (message.get("tool_calls") instanceof Json.Arr(var calls)) {
            for (int i = 0; i < calls.size(); i++) {
                Json call = calls.get(i) instanceof Json.Obj object ? indexed(object, i) : calls.get(i);
                delta(choice, new Json.Obj().with("tool_calls", new Json.Arr(List.of(call))), Json.NULL);
            }
        }
        ending(choice, logprobs);
    }

    /** The role, and everything else of the message that is not streamed piece by piece. */
    private static Json.Obj opening(Json.Obj message) {
        Json.Obj opening = new Json.Obj();
        opening.with("role", message.members().getOrDefault("role", new Json.Text("assistant")));
        message.members().forEach((name, value) -> {
            boolean spoken = SPOKEN.contains(name) && value instanceof Json.Text;
            if (!spoken && !name.equals("tool_calls")) {
                opening.with(name, value);
            } else if (name.equals("content") || value.equals(new Json.Text(""))) {
                opening.with(name, new Json.Text(""));
            }
        });
        return opening;
    }

    private static Json.Obj indexed(Json.Obj call, int index) {
        Json.Obj indexed = new Json.Obj().with("index", Json.number(index));
        call.members().forEach((name, value) -> {
            if (!name.equals("index")) {
                indexed.with(name, value);
            }
        });
        return indexed;
    }

    private void delta(Json.Obj choice, Json.Obj delta, Json logprobs) {
        Json.Obj chunked = new Json.Obj()
                .with("index", choice.members().getOrDefault("index", Json.number(0)))
                .with("delta", delta)
                .with("logprobs", logprobs)
                .with("finish_reason", Json.NULL);
        chunk(new Json.Arr(List.of(chunked)), Json.NULL);
    }

    /** The last chunk of a choice: its ending, and the fields of it that nobody knows. */
    private void ending(Json.Obj choice, Json logprobs) {
        Json.Obj chunked = new Json.Obj()
                .with("index", choice.members().getOrDefault("index", Json.number(0)))
                .with("delta", new Json.Obj())
                .with("logprobs", logprobs);
        choice.members().forEach((name, value) -> {
            if (!name.equals("message") && !chunked.members().containsKey(name)) {
                chunked.with(name, value);
            }
        });
        chunk(new Json.Arr(List.of(chunked)), Json.NULL);
    }

    private void chunk(Json choices, Json usage) {
        chunk(choices, usage, null);
    }

    private void chunk(Json choices, Json usage, Json.@Nullable Obj sure) {
        Json.Obj chunk = new Json.Obj();
        answer.members().forEach((name, value) -> {
            if (name.equals("object") && value.equals(new Json.Text("chat.completion"))) {
                chunk.with(name, new Json.Text("chat.completion.chunk"));
            } else if (!name.equals("choices") && !name.equals("usage")) {
                chunk.with(name, value);
            }
        });
        chunk.with("choices", choices);
        if (withUsage) {
            chunk.with("usage", usage);
        }
        if (sure != null) {
            chunk.with(ChoiceConfidence.EDGE, sure);
        }
        SseWriter.data(out, JsonWriter.bytes(chunk));
    }

    private static List<String> pieces(String text, int chars) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + chars);
            // A character of two halves stays whole.
            boolean splits = end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
            end += splits ? 1 : 0;
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
