package dev.edgewise.inference.local;

import dev.edgewise.inference.Embed;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Purpose;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.Skill;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts before each text what an embedder was trained to see there. */
final class Prompts {
    /** What models call the prompt of a question. */
    private static final List<String> QUERY = List.of("query", "search_query", "retrieval.query");

    /** What models call the prompt of what is looked in. */
    private static final List<String> PASSAGE = List.of("passage", "document", "search_document", "retrieval.passage");

    private Prompts() {}

    /**
     * The inputs with the prompt that the caller names, the one of their purpose, or the model's default one. Token ids are left as they are, and
     * so is a text that begins with one of the model's prompts already: its writer put it there.
     *
     * @throws EngineException if the model has no prompt of that name; the message names those it has
     */
    static List<TextInput> apply(Embed work, Skill.Embedding skill) throws EngineException {
        String prompt = of(work, skill);
        return prompt.isEmpty()
                ? work.inputs()
                : work.inputs().stream()
                        .map(input -> prompted(prompt, input, skill.prompts()))
                        .toList();
    }

    /**
     * The prompt itself; empty for none.
     *
     * @throws EngineException if the model has no prompt of that name; the message names those it has
     */
    static String of(Embed work, Skill.Embedding skill) throws EngineException {
        Map<String, String> prompts = skill.prompts();
        Optional<String> name = work.prompt().isPresent()
                ? work.prompt()
                : purposed(work.purpose().orElse(null), skill);
        if (name.isEmpty()) {
            return "";
        }
        String prompt = prompts.get(name.get());
        if (prompt == null) {
            throw EngineException.of(
                    Fault.Kind.INPUT_INVALID,
                    "model " + work.model() + " has no prompt named " + name.get() + "; "
                            + (prompts.isEmpty() ? "it has none" : "it has " + new TreeSet<>(prompts.keySet())));
        }
        return prompt;
    }

    /** The name of the prompt of that purpose; empty for none. */
    private static Optional<String> purposed(@Nullable Purpose purpose, Skill.Embedding skill) {
        return switch (purpose) {
            case null -> skill.defaultPrompt();
            case QUERY -> named(QUERY, PASSAGE, skill);
            case PASSAGE -> named(PASSAGE, QUERY, skill);
        };
    }

    /** One of these names, else the default, unless that one is for the other purpose. */
    private static Optional<String> named(List<String> names, List<String> others, Skill.Embedding skill) {
        return names.stream()
                .filter(skill.prompts()::containsKey)
                .findFirst()
                .or(() -> skill.defaultPrompt().filter(name -> !others.contains(name)));
    }

    private static TextInput prompted(String prompt, TextInput input, Map<String, String> prompts) {
        return switch (input) {
            case TextInput.Text(String text) -> new TextInput.Text(prompted(prompt, text, prompts));
            case TextInput.Pair pair -> pair;
            case TextInput.TokenIds ids -> ids;
        };
    }

    private static String prompted(String prompt, String text, Map<String, String> prompts) {
        for (String known : prompts.values()) {
            if (!known.isEmpty() && text.startsWith(known)) {
                return text;
            }
        }
        return prompt + text;
    }
}
