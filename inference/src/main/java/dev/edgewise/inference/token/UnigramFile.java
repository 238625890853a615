package dev.edgewise.inference.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code tokenizer.json} that says nothing but what {@link Unigram} does. */
public final class UnigramFile {
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build());

    private static final String TYPE = "type";

    /** What an unknown character costs more than the rarest piece. */
    private static final double UNKNOWN_COST = 10;

    private static final Set<String> PARTS = Set.of(
            "version",
            "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder");

    private final Map<String, JsonNode> parts = new HashMap<>();
    private final Map<String, JsonNode> model = new HashMap<>();
    private final PieceTableBuilder pieces = new PieceTableBuilder();
    private double[] scores = new double[1 << 15];
    private int piecesRead;

    private UnigramFile() {}

    /**
     * The tokenizer of a file; empty for any that is of another kind, or differs in any point from what is proven.
     *
     * @param json the content of {@code tokenizer.json}
     */
    public static Optional<Unigram> read(String json) {
        return read(new StringReader(json));
    }

    /** The same read piece by piece, not to its end where it is of another kind; does not close {@code json}. */
    public static Optional<Unigram> read(Reader json) {
        var file = new UnigramFile();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (!"model".equals(name)) {
                    file.parts.put(name, JSON.readTree(parser));
                } else if (!file.readModel(parser)) {
                    return Optional.empty();
                }
            }
            return file.rules().map(Unigram::new);
        } catch (IOException e) {
            // Not JSON: the library says what is wrong with it.
            return Optional.empty();
        }
    }

    /** False as soon as it is another kind of model, before all of it is read. */
    private boolean readModel(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!"vocab".equals(name)) {
                model.put(name, JSON.readTree(parser));
            } else if (value != JsonToken.START_ARRAY || !readPieces(parser)) {
                return false;
            }
        }
        return true;
    }

    private boolean readPieces(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            String piece = parser.getText();
            JsonToken number = parser.nextToken();
            boolean isNumber = number == JsonToken.VALUE_NUMBER_FLOAT || number == JsonToken.VALUE_NUMBER_INT;
            double score = isNumber ? Score.read(parser.getText()) : Double.NaN;
            boolean sound = !Double.isNaN(score) && !piece.isEmpty() && isText(piece);
            if (!sound || parser.nextToken() != JsonToken.END_ARRAY || piecesRead == PieceTable.PIECES_MAX) {
                return false;
            }
            if (piecesRead == scores.length) {
                scores = Arrays.copyOf(scores, piecesRead * 2);
            }
            scores[piecesRead] = score;
            pieces.add(piece, piecesRead++);
        }
        return parser.currentToken() == JsonToken.END_ARRAY;
    }

    /** Whether it has no half of a character. */
    private static boolean isText(String piece) {
        int character;
        for (int i = 0; i < piece.length(); i += Character.charCount(character)) {
            character = piece.codePointAt(i);
            if (Character.isBmpCodePoint(character) && Character.isSurrogate((char) character)) {
                return false;
            }
        }
        return true;
    }

    private Optional<Unigram.Rules> rules() {
        Unigram.Split split = split(part("pre_tokenizer"));
        int unknown = number(model.get("unk_id"));
        boolean sound = PARTS.containsAll(parts.keySet())
                && Set.of(TYPE, "unk_id", "byte_fallback").containsAll(model.keySet())
                && "Unigram".equals(textOf(model.get(TYPE)))
                && !truth(model.get("byte_fallback"), false)
                && unknown >= 0
                && unknown < piecesRead;
        if (!sound || split == null) {
            return Optional.empty();
        }
        double least = Double.POSITIVE_INFINITY;
        for (int piece = 0; piece < piecesRead; piece++) {
            least = Math.min(least, scores[piece]);
        }
        Optional<PieceTable> table = pieces.build();
        Optional<TextForm> form = TextFormFile.read(part("normalizer"));
        Optional<List<AddedToken>> added = table.flatMap(this::added);
        Optional<Around> around = Around.ofTemplate(part("post_processor"));
        if (form.isEmpty() || added.isEmpty() || around.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Unigram.Rules(
                table.orElseThrow(),
                Arrays.copyOf(scores, piecesRead),
                least - UNKNOWN_COST,
                unknown,
                form.get(),
                split,
                added.get(),
                around.get()));
    }

    /** Where texts are cut before they are cut into pieces; null where it is in another way. */
    private static Unigram.@Nullable Split split(JsonNode step) {
        JsonNode steps = step.path("pretokenizers");
        if ("Sequence".equals(textOf(step.get(TYPE)))) {
            boolean words = steps.size() == 2
                    && "WhitespaceSplit".equals(textOf(steps.get(0).get(TYPE)))
                    && isMetaspace(steps.get(1));
            return words ? Unigram.Split.WORDS : null;
        }
        if (!isMetaspace(step)) {
            return null;
        }
        return truth(step.get("split"), true) ? Unigram.Split.BLANKS : Unigram.Split.NOWHERE;
    }

    /** Blanks written as {@code ▁}, and one put before every text; older files say so in another way. */
    private static boolean isMetaspace(JsonNode step) {
        JsonNode scheme = step.get("prepend_scheme");
        boolean before = scheme == null
                ? truth(step.get("add_prefix_space"), false)
                : "always".equals(scheme.asText()) && truth(step.get("add_prefix_space"), true);
        return "Metaspace".equals(textOf(step.get(TYPE)))
                && Character.toString(TextForm.BLANK).equals(textOf(step.get("replacement")))
                && before;
    }

    /** Tokens that stand for themselves wherever they are; empty where one has a rule that is not known here. */
    private Optional<List<AddedToken>> added(PieceTable table) {
        List<AddedToken> tokens = new ArrayList<>();
        for (JsonNode token : part("added_tokens")) {
            String content = textOf(token.get("content"));
            int id = number(token.get("id"));
            if (truth(token.get("normalized"), true)
                    || truth(token.get("single_word"), true)
                    || content.isEmpty()
                    || !isText(content)
                    || content.chars().anyMatch(character -> AddedToken.isBlank((char) character))
                    // The library numbers anew what is no piece, or another one.
                    || id < 0
                    || id != table.find(content.toCharArray(), 0, content.length())) {
                return Optional.empty();
            }
            tokens.add(
                    new AddedToken(content, id, truth(token.get("lstrip"), false), truth(token.get("rstrip"), false)));
        }
        return Optional.of(List.copyOf(tokens));
    }

    private JsonNode part(String name) {
        return parts.getOrDefault(name, JSON.nullNode());
    }

    private static boolean truth(@Nullable JsonNode node, boolean absent) {
        return node == null || !node.isBoolean() ? absent : node.asBoolean();
    }

    private static String textOf(@Nullable JsonNode node) {
        return node == null ? "" : node.asText("");
    }

    private static int number(@Nullable JsonNode node) {
        return node != null && node.isInt() ? node.asInt() : -1;
    }
}
