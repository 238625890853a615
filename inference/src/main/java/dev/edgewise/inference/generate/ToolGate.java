package dev.edgewise.inference.generate;

import dev.edgewise.inference.ToolCall;
import java.util.List;
import java.util.Optional;

/** Lets text through until a call of a tool begins, and keeps that for itself. One thread. */
final class ToolGate {
    private final ToolSyntax syntax;
    private final StopTexts opening;
    private final StringBuilder call = new StringBuilder();
    private final Optional<FirstCall> first;
    private boolean undecided;
    private boolean calling;

    /** @param several whether there may be more than one call */
    ToolGate(ToolSyntax syntax, boolean several) {
        this.syntax = syntax;
        this.first = several ? Optional.empty() : Optional.of(new FirstCall());
        this.undecided = syntax == ToolSyntax.BARE;
        this.opening = new StopTexts(syntax.open.isEmpty() ? List.of() : List.of(syntax.open));
    }

    /** What is text, and may be shown. */
    String add(String text) {
        if (calling) {
            call.append(text);
            return "";
        }
        if (undecided) {
            call.append(text);
            String begin = call.toString().stripLeading();
            if (begin.isEmpty()) {
                return "";
            }
            undecided = false;
            calling = begin.charAt(0) == '{' || begin.charAt(0) == '[';
            return calling ? "" : take();
        }
        String shown = opening.add(text);
        if (opening.stopped()) {
            calling = true;
            call.append(opening.rest());
        }
        return shown;
    }

    /** Whether the only call that may come is whole, so that nothing is to follow it. */
    boolean over() {
        return calling && first.isPresent() && first.get().whole(call);
    }

    /** The calls, once the answer is whole. */
    Optional<List<ToolCall>> calls(String prefix) {
        if (over()) {
            return ToolSyntax.BARE.calls(first.orElseThrow().text(call), prefix);
        }
        return calling ? syntax.calls(call.toString(), prefix) : Optional.empty();
    }

    /** The calls in an answer that ended in the middle; none if no name was written. */
    List<ToolCall> cut(String prefix) {
        return calling ? syntax.cut(call.toString(), prefix) : List.of();
    }

    /** What was kept and is text after all, once the answer is whole and there are no calls. */
    String end() {
        return calling ? syntax.open + take() : opening.end() + take();
    }

    private String take() {
        String taken = call.toString();
        call.setLength(0);
        return taken;
    }
}
