package dev.edgewise.inference.onnx;

import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.catalog.TextHabits;
import dev.edgewise.inference.schedule.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An embedder's texts and their prompts, as sentence-transformers has them before and after the model. Immutable, any thread. */
final class PromptTexts {
    private final TextHabits habits;

    /** All that are not empty, the longest first. */
    private final List<String> prompts;

    /** By prompt, how many tokens of a text that has it are left out of its vector. */
    private final Map<String, Integer> leftOut = new HashMap<>();

    PromptTexts(Skill.Embedding skill, Tokenizer tokenizer) {
        this.habits = skill.habits();
        this.prompts = skill.prompts().values().stream()
                .filter(prompt -> !prompt.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        if (!habits.promptsPooled()) {
            int[] around = tokenizer.encode("");
            prompts.forEach(prompt -> leftOut.put(prompt, tokens(tokenizer, written(prompt.strip()), around)));
        }
    }

    /** What stands before a text in its row: the tokens of the prompt with what begins every text, but not what ends it. */
    private static int tokens(Tokenizer tokenizer, String prompt, int[] around) {
        int[] ids = tokenizer.encode(prompt);
        boolean ended = ids.length > 0 && around.length > 0 && ids[ids.length - 1] == around[around.length - 1];
        return ended ? ids.length - 1 : ids.length;
    }

    /** What goes before an input, as the model reads it: nothing where it begins with a prompt, for then its writer put it there. */
    String before(TextInput input, String prompt) {
        return prompt.isEmpty() || !begun(input).isEmpty() ? "" : written(prompt);
    }

    /** An input as the model reads it. */
    TextInput written(TextInput input) {
        return habits.lowercase() && input instanceof TextInput.Text(String text)
                ? new TextInput.Text(written(text))
                : input;
    }

    private String written(String text) {
        return habits.lowercase() ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** How many of a row's first tokens do not count in its vector. */
    int leftOut(Row row) {
        if (leftOut.isEmpty() || !(row.input() instanceof TextInput.Text)) {
            return 0;
        }
        String begun = begun(row.input());
        return leftOut.getOrDefault(begun.isEmpty() ? row.prompt() : begun, 0);
    }

    /** The prompt that a text begins with; empty where there is none. */
    private String begun(TextInput input) {
        if (input instanceof TextInput.Text(String text)) {
            for (int i = 0; i < prompts.size(); i++) {
                if (text.startsWith(prompts.get(i))) {
                    return prompts.get(i);
                }
            }
        }
        return "";
    }
}
