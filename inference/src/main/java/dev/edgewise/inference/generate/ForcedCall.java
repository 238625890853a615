package dev.edgewise.inference.generate;

import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ToolChoice;
import java.util.Optional;

/**
 * Whether an answer must be the call of a tool.
 *
 * @param only the tool, where only one may be called
 */
record ForcedCall(boolean forced, Optional<String> only) {
    private static final ForcedCall NONE = new ForcedCall(false, Optional.empty());

    static ForcedCall of(Prompt prompt) {
        if (!(prompt instanceof Prompt.Chat chat)) {
            return NONE;
        }
        return switch (chat.toolChoice()) {
            case ToolChoice.Auto _ -> NONE;
            case ToolChoice.Named(String name) -> new ForcedCall(true, Optional.of(name));
            case ToolChoice.Required _ ->
                new ForcedCall(
                        true,
                        chat.tools().size() == 1
                                ? Optional.of(chat.tools().getFirst().name())
                                : Optional.empty());
        };
    }
}
