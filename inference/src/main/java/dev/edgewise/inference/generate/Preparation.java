package dev.edgewise.inference.generate;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ResponseFormat;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Tool;
import dev.edgewise.inference.ToolChoice;
import dev.edgewise.inference.chat.ChatTemplate;
import dev.edgewise.inference.chat.TemplateException;
import dev.edgewise.inference.grammar.Grammar;
import dev.edgewise.inference.grammar.GrammarException;
import dev.edgewise.inference.grammar.SchemaGrammar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Turns a piece of work into tokens and a grammar, and refuses what the model cannot do. Native calls, much computing. */
final class Preparation {
    private final GenerationModel model;

    Preparation(GenerationModel model) {
        this.model = model;
    }

    PreparedWork prepare(Generate work) throws EngineException {
        int[] prompt = tokens(work.prompt());
        int context = model.decoder().contextTokens();
        if (prompt.length >= context) {
            throw tooLong(prompt.length + " tokens");
        }
        if (prompt.length == 0) {
            throw invalid("the prompt is empty: send at least one token");
        }
        int left = context - prompt.length;
        int tokensMax = work.tokensMax().orElse(left);
        if (tokensMax > left) {
            throw new EngineException(Fault.ofField(
                    Fault.Kind.INPUT_TOO_LONG,
                    "max_tokens",
                    "max_tokens is " + tokensMax + ", but " + model.id() + " has room for " + context
                            + " tokens, of which the prompt takes " + prompt.length + ": ask for at most " + left));
        }
        for (int id : work.sampling().logitBias().keySet()) {
            if (unknown(id)) {
                throw new EngineException(Fault.ofField("logit_bias", noSuchToken(id)));
            }
        }
        return new PreparedWork(work, new TokenList(prompt), tokensMax, grammar(work), syntax(work));
    }

    private int[] tokens(Prompt prompt) throws EngineException {
        return switch (prompt) {
            case Prompt.Chat chat -> encode(written(chat), false);
            case Prompt.Plain(TextInput.Text(String text)) -> encode(text, true);
            case Prompt.Plain(TextInput.Pair _) ->
                throw invalid("model " + model.id() + " continues one text, not pairs of texts");
            case Prompt.Plain(TextInput.TokenIds ids) -> {
                for (int i = 0; i < ids.count(); i++) {
                    checkToken(ids.id(i));
                }
                yield ids.toArray();
            }
        };
    }

    private String written(Prompt.Chat chat) throws EngineException {
        ChatTemplate template = model.template()
                .orElseThrow(() -> unsupported(
                        "messages",
                        "model " + model.id() + " has no chat template: it continues text, ask it for a completion"));
        if (chat.messages().isEmpty()) {
            throw invalid("there are no messages: send at least one");
        }
        if (!chat.tools().isEmpty() && !template.knowsTools()) {
            throw unsupported("tools", "model " + model.id() + " has not been taught to call tools: leave tools out");
        }
        try {
            return template.render(chat.messages(), chat.tools());
        } catch (TemplateException e) {
            String message = String.valueOf(e.getMessage());
            throw e.isRefused() ? invalid(message) : unsupported("messages", message);
        }
    }

    private int[] encode(String text, boolean special) throws EngineException {
        // Before the tokenizer spends time on it: no token stands for more than so many bytes.
        if (text.length()
                > (long) model.decoder().contextTokens()
                        * model.tokenizer().vocabulary().bytesMax()) {
            throw tooLong(text.length() + " characters");
        }
        return model.tokenizer().encode(text, special);
    }

    private void checkToken(int id) throws EngineException {
        if (unknown(id)) {
            throw invalid(noSuchToken(id));
        }
    }

    private boolean unknown(int id) {
        return id < 0 || id >= model.decoder().vocabulary();
    }

    private String noSuchToken(int id) {
        return "token " + id + " is not in the vocabulary of " + model.id() + ", which has 0 to "
                + (model.decoder().vocabulary() - 1);
    }

    private Optional<Grammar> grammar(Generate work) throws EngineException {
        Optional<List<Tool>> tools = forcedTools(work.prompt());
        boolean forced = tools.isPresent();
        try {
            if (forced) {
                return Optional.of(calls(tools.orElseThrow()));
            }
            return switch (work.format()) {
                case ResponseFormat.Text _ -> Optional.empty();
                case ResponseFormat.JsonObject _ -> Optional.of(SchemaGrammar.anyObject());
                case ResponseFormat.JsonSchema(String schema) -> Optional.of(SchemaGrammar.of(schema));
            };
        } catch (GrammarException e) {
            throw unsupported(forced ? "tools" : "response_format", String.valueOf(e.getMessage()));
        }
    }

    private static Optional<List<Tool>> forcedTools(Prompt prompt) throws EngineException {
        if (!(prompt instanceof Prompt.Chat chat)) {
            return Optional.empty();
        }
        return switch (chat.toolChoice()) {
            case ToolChoice.Auto _ -> Optional.empty();
            case ToolChoice.Required _ -> Optional.of(chat.tools());
            case ToolChoice.Named(String name) ->
                Optional.of(List.of(chat.tools().stream()
                        .filter(tool -> tool.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new EngineException(Fault.ofField(
                                "tool_choice", "tool_choice names " + name + ", which is no offered tool")))));
        };
    }

    private static Grammar calls(List<Tool> tools) throws EngineException, GrammarException {
        if (tools.isEmpty()) {
            throw new EngineException(Fault.ofField("tool_choice", "tool_choice needs tools: send at least one"));
        }
        SequencedMap<String, String> functions = new LinkedHashMap<>();
        tools.forEach(tool -> functions.put(tool.name(), tool.parameters()));
        return SchemaGrammar.ofCalls(functions);
    }

    private Optional<ToolSyntax> syntax(Generate work) {
        if (!(work.prompt() instanceof Prompt.Chat chat) || chat.tools().isEmpty()) {
            return Optional.empty();
        }
        return switch (chat.toolChoice()) {
            case ToolChoice.Auto _ -> model.template().map(ToolSyntax::of);
            case ToolChoice.Required _, ToolChoice.Named _ -> Optional.of(ToolSyntax.BARE);
        };
    }

    private EngineException tooLong(String length) {
        return EngineException.of(
                Fault.Kind.INPUT_TOO_LONG,
                "the prompt has " + length + ", " + model.id() + " has room for "
                        + model.decoder().contextTokens() + " tokens, the answer included: shorten it");
    }

    private static EngineException unsupported(String field, String message) {
        return new EngineException(Fault.ofField(Fault.Kind.UNSUPPORTED, field, message));
    }

    private static EngineException invalid(String message) {
        return EngineException.of(Fault.Kind.INPUT_INVALID, message);
    }
}
