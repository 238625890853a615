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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a {@code tokenizer.json} that says nothing but what {@link WordPiece} does. */
public final class WordPieceFile {
    /** A vocabulary is tens of thousands of names, each met once: a table of known names would only be filled and dropped. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build());

    private static final String PREFIX = "##";
    private static final String TYPE = "type";
    private static final String WORD_PIECE = "WordPiece";

    /** Longest word that a vocabulary may cut, in characters: the working memory of one text. */
    private static final int WORD_MAX = 10_000;

    private final Map<String, JsonNode> parts = new HashMap<>();
    private final Map<String, JsonNode> model = new HashMap<>();
    private final PieceTrie pieces = new PieceTrie();
    private int piecesRead;
    private boolean twice;

    private WordPieceFile() {}

    /**
     * The tokenizer of a file; empty for any that is of another kind, or differs in any point from what is proven.
     *
     * @param json the content of {@code tokenizer.json}
     */
    public static Optional<WordPiece> read(String json) {
        return read(new StringReader(json));
    }

    /** The same read piece by piece, not to its end where it is of another kind; does not close {@code json}. */
    public static Optional<WordPiece> read(Reader json) {
        var file = new WordPieceFile();
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
            return file.rules().map(WordPiece::new);
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
                if (TYPE.equals(name) && !WORD_PIECE.equals(textOf(model.get(name)))) {
                    return false;
                }
            } else if (value != JsonToken.START_OBJECT) {
                return false;
            } else {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String piece = parser.currentName();
                    parser.nextToken();
                    add(piece, parser.getIntValue());
                }
            }
        }
        return true;
    }

    private void add(String piece, int id) {
        boolean inside = piece.startsWith(PREFIX) && piece.length() > PREFIX.length();
        twice |= !pieces.add(PieceTrie.WORD, piece, 0, id);
        if (inside) {
            twice |= !pieces.add(PieceTrie.INSIDE, piece, PREFIX.length(), id);
        }
        piecesRead++;
    }

    private Optional<WordPiece.Rules> rules() {
        if (!List.of(
                        "version",
                        "truncation",
                        "padding",
                        "added_tokens",
                        "normalizer",
                        "pre_tokenizer",
                        "post_processor",
                        "decoder")
                .containsAll(parts.keySet())) {
            return Optional.empty();
        }
        JsonNode normalizer = part("normalizer");
        int wordMax = number(model.get("max_input_chars_per_word"));
        int unknown = idOf(model.get("unk_token"));
        boolean sound = WORD_PIECE.equals(textOf(model.get(TYPE)))
                && PREFIX.equals(textOf(model.get("continuing_subword_prefix")))
                && "BertNormalizer".equals(textOf(normalizer.get(TYPE)))
                && normalizer.path("clean_text").asBoolean(false)
                && normalizer.path("lowercase").isBoolean()
                && normalizer.path("handle_chinese_chars").isBoolean()
                && "BertPreTokenizer".equals(textOf(part("pre_tokenizer").get(TYPE)))
                && wordMax > 0
                && wordMax <= WORD_MAX
                && unknown >= 0
                && piecesRead > 0
                && !twice;
        Optional<List<String>> added = added();
        Optional<int[]> ends = ends();
        if (!sound || added.isEmpty() || ends.isEmpty()) {
            return Optional.empty();
        }
        boolean lowercase = normalizer.get("lowercase").asBoolean();
        var characters = new BertCharacters(
                lowercase,
                normalizer.path("strip_accents").asBoolean(lowercase),
                normalizer.get("handle_chinese_chars").asBoolean());
        return Optional.of(
                new WordPiece.Rules(pieces, characters, ends.get()[0], ends.get()[1], unknown, wordMax, added.get()));
    }

    /** Tokens that stand for themselves wherever they are; empty where one has a rule of its own. */
    private Optional<List<String>> added() {
        List<String> texts = new ArrayList<>();
        for (JsonNode token : part("added_tokens")) {
            for (String rule : List.of("normalized", "single_word", "lstrip", "rstrip")) {
                if (!token.path(rule).isBoolean() || token.get(rule).asBoolean()) {
                    return Optional.empty();
                }
            }
            String content = token.path("content").asText("");
            if (content.isEmpty()) {
                return Optional.empty();
            }
            texts.add(content);
        }
        return Optional.of(texts);
    }

    /** The tokens around a text; empty where they are not put as BERT puts them. */
    private Optional<int[]> ends() {
        JsonNode processor = part("post_processor");
        if ("BertProcessing".equals(textOf(processor.get(TYPE)))) {
            return both(
                    number(processor.path("cls").get(1)),
                    number(processor.path("sep").get(1)));
        }
        JsonNode single = processor.path("single");
        JsonNode pair = processor.path("pair");
        if (!"TemplateProcessing".equals(textOf(processor.get(TYPE))) || single.size() != 3 || pair.size() != 5) {
            return Optional.empty();
        }
        String begin = special(single.get(0), 0);
        String end = special(single.get(2), 0);
        boolean asBert = sequence(single.get(1), "A", 0)
                && special(pair.get(0), 0).equals(begin)
                && sequence(pair.get(1), "A", 0)
                && special(pair.get(2), 0).equals(end)
                && sequence(pair.get(3), "B", 1)
                && special(pair.get(4), 1).equals(end);
        JsonNode ids = processor.path("special_tokens");
        JsonNode beginIds = ids.path(begin).path("ids");
        JsonNode endIds = ids.path(end).path("ids");
        return asBert && beginIds.size() == 1 && endIds.size() == 1
                ? both(number(beginIds.get(0)), number(endIds.get(0)))
                : Optional.empty();
    }

    private static Optional<int[]> both(int begin, int end) {
        return begin >= 0 && end >= 0 ? Optional.of(new int[] {begin, end}) : Optional.empty();
    }

    /** The name of a special token of a template; nothing that a token is called where it is something else. */
    private static String special(JsonNode step, int type) {
        JsonNode token = step.path("SpecialToken");
        return token.path("type_id").asInt(-1) == type ? token.path("id").asText("") : "";
    }

    private static boolean sequence(JsonNode step, String which, int type) {
        JsonNode sequence = step.path("Sequence");
        return sequence.path("type_id").asInt(-1) == type
                && which.equals(sequence.path("id").asText(""));
    }

    private int idOf(@Nullable JsonNode token) {
        int node = PieceTrie.WORD;
        String text = textOf(token);
        for (int i = 0; i < text.length() && node != PieceTrie.NONE; i++) {
            node = pieces.step(node, text.charAt(i));
        }
        return node == PieceTrie.NONE || text.isEmpty() ? -1 : pieces.piece(node);
    }

    private JsonNode part(String name) {
        return parts.getOrDefault(name, JSON.nullNode());
    }

    private static String textOf(@Nullable JsonNode node) {
        return node == null ? "" : node.asText("");
    }

    private static int number(@Nullable JsonNode node) {
        return node != null && node.isInt() ? node.asInt() : -1;
    }
}
