package dev.edgewise.inference.token;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes what {@link BytePair} does of what a {@code tokenizer.json} says, if it says nothing else. */
final class BytePairRules {
    private static final String TYPE = "type";
    private static final String BYTE_LEVEL = "ByteLevel";
    private static final String SPLIT = "Split";
    private static final int BYTES = 256;

    private static final Set<String> PARTS = Set.of(
            "version",
            "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder");

    private static final Set<String> MODEL = Set.of(
            TYPE,
            "dropout",
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "fuse_unk",
            "byte_fallback",
            "ignore_merges");

    private BytePairRules() {}

    /**
     * Where texts are cut into words.
     *
     * @param blankFirst whether a blank is put before what does not begin with one
     */
    private record Cuts(Digits digits, WordRule words, boolean blankFirst) {}

    /** Added tokens, by whether they are looked for before a text is composed. */
    private record Added(List<AddedToken> first, List<AddedToken> later) {}

    static Optional<BytePair.Rules> of(JsonNode said, JsonNode model, TokenTableBuilder tokens, MergeTable merges) {
        String form = said.path("normalizer").path(TYPE).asText();
        boolean plainForm =
                said.path("normalizer").isNull() || said.path("normalizer").isMissingNode();
        boolean composed = "NFC".equals(form);
        String unknownText = model.path("unk_token").asText("");
        int unknown =
                unknownText.isEmpty() || model.path("unk_token").isNull() ? TokenTable.NONE : tokens.find(unknownText);
        boolean sound = PARTS.containsAll(names(said))
                && MODEL.containsAll(names(model))
                && (plainForm || composed)
                && isNone(model.path("dropout"))
                && isNone(model.path("continuing_subword_prefix"))
                && isNone(model.path("end_of_word_suffix"))
                && !model.path("byte_fallback").asBoolean(false)
                && (isNone(model.path("unk_token")) || unknown != TokenTable.NONE);
        if (!sound) {
            return Optional.empty();
        }
        int[] ofBytes = new int[BYTES];
        Arrays.setAll(ofBytes, tokens::ofByte);
        boolean whole = model.path("ignore_merges").asBoolean(false);
        Optional<Cuts> cuts = cuts(said.path("pre_tokenizer"));
        Optional<Around> around = Around.ofByteLevel(said.path("post_processor"));
        Optional<Added> added = added(said.path("added_tokens"), tokens, composed);
        Optional<TokenTable> table = tokens.build(whole);
        if (cuts.isEmpty() || around.isEmpty() || added.isEmpty() || table.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BytePair.Rules(
                table.get(),
                merges,
                ofBytes,
                unknown,
                model.path("fuse_unk").asBoolean(false),
                whole,
                composed,
                cuts.get().blankFirst,
                cuts.get().digits,
                cuts.get().words,
                new AddedTokens(added.get().first),
                new AddedTokens(added.get().later),
                around.get()));
    }

    /** Numbers apart, then a published rule, as the byte level's own or as a split before it. */
    private static Optional<Cuts> cuts(JsonNode step) {
        List<JsonNode> steps = new ArrayList<>();
        if ("Sequence".equals(step.path(TYPE).asText())) {
            step.path("pretokenizers").forEach(steps::add);
        } else {
            steps.add(step);
        }
        Digits digits = Digits.WITH_OTHERS;
        if (steps.size() > 1 && "Digits".equals(steps.getFirst().path(TYPE).asText())) {
            digits = steps.removeFirst().path("individual_digits").asBoolean(false) ? Digits.EACH : Digits.TOGETHER;
        }
        Optional<WordRule> split = Optional.empty();
        if (steps.size() > 1 && SPLIT.equals(steps.getFirst().path(TYPE).asText())) {
            split = split(steps.removeFirst());
            if (split.isEmpty()) {
                return Optional.empty();
            }
        }
        JsonNode last = steps.getFirst();
        JsonNode blank = last.path("add_prefix_space");
        if (steps.size() != 1 || !BYTE_LEVEL.equals(last.path(TYPE).asText()) || !blank.isBoolean()) {
            return Optional.empty();
        }
        boolean own = last.path("use_regex").asBoolean(true);
        boolean cutBefore = split.isPresent() || digits != Digits.WITH_OTHERS;
        // It would cut a second time what is cut already, or put blanks before every word.
        if (own && split.isPresent() || blank.asBoolean() && cutBefore) {
            return Optional.empty();
        }
        return Optional.of(new Cuts(digits, own ? WordRule.GPT_2 : split.orElse(WordRule.WHOLE), blank.asBoolean()));
    }

    /** What a pattern finds is a word; these find all there is, so that nothing is left between. */
    private static Optional<WordRule> split(JsonNode step) {
        String behavior = step.path("behavior").asText();
        boolean inverted = step.path("invert").asBoolean(false);
        boolean known = inverted ? "Removed".equals(behavior) : "Isolated".equals(behavior);
        return known ? WordRule.of(step.path("pattern").path("Regex").asText()) : Optional.empty();
    }

    /** Empty where one has a rule that is not known here, or another number than the library gives it. */
    private static Optional<Added> added(JsonNode said, TokenTableBuilder tokens, boolean composed) {
        var added = new Added(new ArrayList<>(), new ArrayList<>());
        Set<String> known = new HashSet<>();
        int pieces = tokens.count();
        int highest = -1;
        for (JsonNode token : said) {
            String text = token.path("content").asText("");
            int id = token.path("id").asInt(-1);
            boolean flags = List.of("normalized", "lstrip", "rstrip", "special").stream()
                    .allMatch(flag -> token.path(flag).isBoolean());
            boolean later = token.path("normalized").asBoolean();
            char[] characters = text.toCharArray();
            boolean sound = flags
                    && token.path("single_word").isBoolean()
                    && !token.path("single_word").asBoolean()
                    && !text.isEmpty()
                    && !Halves.any(characters, characters.length)
                    && (!later || !composed || CanonicalForm.is(characters, 0, characters.length))
                    && known.add(text);
            if (!sound) {
                return Optional.empty();
            }
            int piece = tokens.find(text);
            int wanted = piece == TokenTable.NONE ? Math.max(pieces, highest + 1) : piece;
            if (id != wanted || !(piece == TokenTable.NONE ? tokens.addText(text, id) : tokens.stands(id, text))) {
                return Optional.empty();
            }
            highest = Math.max(highest, id);
            var one = new AddedToken(
                    text,
                    id,
                    token.path("lstrip").asBoolean(),
                    token.path("rstrip").asBoolean());
            (later ? added.later : added.first).add(one);
        }
        return clear(added.first) && clear(added.later) ? Optional.of(added) : Optional.empty();
    }

    /** Whether none begins with blanks that another may take in after itself. */
    private static boolean clear(List<AddedToken> tokens) {
        return tokens.stream().noneMatch(AddedToken::after)
                || tokens.stream()
                        .noneMatch(token -> AddedToken.isBlank(token.text().charAt(0)));
    }

    private static boolean isNone(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || node.isTextual() && node.asText().isEmpty();
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
