package dev.edgewise.inference.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the normalizer of a {@code tokenizer.json}, if it is one that {@link TextForm} knows. */
final class TextFormFile {
    private static final Pattern CHARACTERS = Pattern.compile("\\[((?:\\\\x\\{[0-9A-Fa-f]{1,6}})+)]");
    private static final Pattern CHARACTER = Pattern.compile("\\\\x\\{([0-9A-Fa-f]+)}");

    private static final String BLANKS = " {2,}";
    private static final String REPLACE = "Replace";
    private static final String MAPPED = "Precompiled";

    private TextFormFile() {}

    /** The rules; empty where there are others, or in another order. */
    static Optional<TextForm> read(JsonNode normalizer) {
        List<JsonNode> steps = new ArrayList<>();
        if ("Sequence".equals(normalizer.path("type").asText())) {
            normalizer.path("normalizers").forEach(steps::add);
        } else {
            steps.add(normalizer);
        }
        int at = 0;
        String dropped = "";
        if (at < steps.size() && content(steps.get(at)).equals(Optional.of(""))) {
            dropped = characters(steps.get(at++));
        }
        String blanks = "";
        if (at < steps.size()
                && !isBlanks(steps.get(at))
                && content(steps.get(at)).equals(Optional.of(" "))) {
            blanks = characters(steps.get(at++));
        }
        boolean composed =
                at < steps.size() && "NFKC".equals(steps.get(at).path("type").asText());
        at += composed ? 1 : 0;
        boolean collapsed = at < steps.size() && isBlanks(steps.get(at));
        at += collapsed ? 1 : 0;
        if (at == 0 && MAPPED.equals(steps.getFirst().path("type").asText())) {
            return mapped(steps);
        }
        boolean known = at == steps.size() && (at > 0) && !dropped.equals(UNKNOWN) && !blanks.equals(UNKNOWN);
        return known
                ? Optional.of(new ComposedForm(new ComposedForm.Rules(dropped, blanks, composed, collapsed)))
                : Optional.empty();
    }

    /** A table of replacements, and after it at most the joining of blanks. */
    private static Optional<TextForm> mapped(List<JsonNode> steps) {
        boolean collapsed = steps.size() == 2 && isBlanks(steps.get(1));
        if (steps.size() > 1 && !collapsed) {
            return Optional.empty();
        }
        return CharacterMap.read(steps.getFirst().path("precompiled_charsmap").asText())
                .filter(map -> map.find(" ") == null)
                .map(map -> new MappedForm(map, collapsed));
    }

    /** What no list of characters is: one half of a character. */
    private static final String UNKNOWN = "\uD800";

    private static boolean isBlanks(JsonNode step) {
        return content(step).equals(Optional.of(" ")) && BLANKS.equals(pattern(step));
    }

    private static String pattern(JsonNode step) {
        return step.path("pattern").path("Regex").asText();
    }

    /** What a step puts in place of what it finds; empty where it is another kind of step. */
    private static Optional<String> content(JsonNode step) {
        JsonNode content = step.path("content");
        return REPLACE.equals(step.path("type").asText()) && content.isTextual()
                ? Optional.of(content.asText())
                : Optional.empty();
    }

    private static String characters(JsonNode step) {
        if (!CHARACTERS.matcher(pattern(step)).matches()) {
            return UNKNOWN;
        }
        StringBuilder characters = new StringBuilder();
        Matcher each = CHARACTER.matcher(pattern(step));
        while (each.find()) {
            int character = Integer.parseInt(each.group(1), 16);
            if (character > Character.MAX_CODE_POINT) {
                return UNKNOWN;
            }
            characters.appendCodePoint(character);
        }
        return characters.toString();
    }
}
