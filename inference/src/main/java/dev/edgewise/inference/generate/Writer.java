package dev.edgewise.inference.generate;

import dev.edgewise.inference.Delta;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.TokenLogprob;
import dev.edgewise.inference.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns the tokens of one choice into its text, up to where that ends. One thread. */
final class Writer {
    private final Vocabulary vocabulary;
    private final int index;
    private final Utf8Stream characters = new Utf8Stream();
    private final Optional<ToolGate> tools;
    private final String toolMark;
    private final ForcedCall forced;
    private final StopTexts stops;
    private final EmojiHold emoji = new EmojiHold();
    private final StringBuilder text = new StringBuilder();

    Writer(PreparedWork work, int index, Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.index = index;
        boolean several = !(work.work().prompt() instanceof Prompt.Chat chat) || chat.parallel();
        this.tools = work.tools().map(syntax -> new ToolGate(syntax, several));
        this.toolMark = work.tools().map(syntax -> syntax.open).orElse("");
        this.forced = ForcedCall.of(work.work().prompt());
        this.stops = new StopTexts(work.work().stops());
    }

    /** Adds a token; gives back what may be shown by it. */
    String add(int id) {
        String piece = characters.add(vocabulary.bytes(), vocabulary.begin(id), vocabulary.end(id));
        if (vocabulary.special(id) && !toolMark.isEmpty()) {
            // Some models begin a call with a control token, which is not part of the text otherwise.
            piece += vocabulary.name(id).filter(toolMark::equals).orElse("");
        }
        return show(tools.isPresent() ? tools.get().add(piece) : piece);
    }

    /** Whether a stop text has come, or the only call of a tool that may come is whole. */
    boolean stopped() {
        return stops.stopped() || tools.isPresent() && tools.get().over();
    }

    /** The last piece, and the whole. */
    record End(Delta delta, GeneratedChoice choice) {}

    /** Ends the choice. */
    End end(
            FinishReason reason,
            String lastShown,
            List<TokenLogprob> lastReports,
            List<TokenLogprob> reports,
            Transcript transcript,
            String callPrefix) {
        StringBuilder last = new StringBuilder(lastShown);
        Optional<List<ToolCall>> calls = Optional.empty();
        List<ToolCall> cut = List.of();
        if (tools.isPresent() && !stops.stopped()) {
            calls = tools.get().calls(callPrefix);
            if (calls.isEmpty() && reason == FinishReason.LENGTH) {
                cut = cut(tools.get(), callPrefix);
            }
            if (calls.isEmpty() && cut.isEmpty() && !forced.forced()) {
                last.append(show(tools.get().end()));
            }
        }
        String rest = stops.end();
        text.append(rest);
        last.append(emoji.add(rest)).append(emoji.end());
        FinishReason finish = calls.isPresent() ? FinishReason.TOOL_CALLS : reason;
        List<ToolCall> found = calls.orElse(cut);
        return new End(
                new Delta(index, last.toString(), found, List.copyOf(lastReports), Optional.of(finish)),
                new GeneratedChoice(text.toString(), found, finish, new ArrayList<>(reports), transcript.confidence()));
    }

    /** A call that there was no room for is told as far as it goes; its name is known where only one may be called. */
    private List<ToolCall> cut(ToolGate gate, String callPrefix) {
        List<ToolCall> cut = gate.cut(callPrefix);
        return cut.isEmpty() && forced.only().isPresent()
                ? List.of(new ToolCall("call_" + callPrefix + 0, forced.only().get(), ""))
                : cut;
    }

    private String show(String piece) {
        String shown = stops.add(piece);
        text.append(shown);
        return emoji.add(shown);
    }
}
