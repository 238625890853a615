package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a {@code tokenizer.json} before the native library does, which ends the process where a file breaks what it takes
 * for granted, and computes for ever where it is asked to. Known steps, patterns that take a time in proportion to the text,
 * growth within a bound, numbers within bounds. Read as it comes; one thread, one scan.
 */
public final class TokenizerScan {
    /** Ten times the largest vocabularies in use. */
    static final int IDS_MAX = 1 << 22;

    /** The largest files in use have 35 MB. */
    private static final long FILE_BYTES_MAX = 256L << 20;

    private static final int DEPTH_MAX = 32;

    /** Tables of characters have some 400 KB. */
    private static final int TEXT_CHARACTERS_MAX = 4 << 20;

    private static final int ADDED_TOKENS_MAX = 1 << 16;
    private static final int ADDED_CHARACTERS_MAX = 1024;
    private static final int ADDED_CHARACTERS_ALL_MAX = 4 << 20;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxStringLength(TEXT_CHARACTERS_MAX)
                            .maxNameLength(TEXT_CHARACTERS_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final JsonParser parser;
    private int addedTokens;
    private int addedCharacters;

    private TokenizerScan(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Scans a file.
     *
     * @param folder the model's folder; nothing outside it is opened
     * @param name of the file, relative to the folder
     * @throws RefusedModelException if it is refused; the message says why
     * @throws IOException if it cannot be read
     */
    public static void scan(Path folder, String name) throws IOException {
        Path file = FolderFiles.find(folder, name);
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new RefusedModelException(
                    "it has " + Files.size(file) + " bytes; at most " + FILE_BYTES_MAX + " are read");
        }
        // This reader refuses what is not UTF-8.
        try (Reader json = Files.newBufferedReader(file)) {
            scan(json);
        }
    }

    /**
     * Scans what is read, to its end.
     *
     * @throws RefusedModelException if it is refused; the message says why
     * @throws IOException if it cannot be read
     */
    public static void scan(Reader json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedModelException("it is no JSON object");
            }
            new TokenizerScan(parser).parts();
            if (parser.nextToken() != null) {
                throw new RefusedModelException("it goes on after its end");
            }
        } catch (JsonProcessingException e) {
            throw new RefusedModelException("it is no JSON that is read here: " + e.getOriginalMessage());
        }
    }

    private void parts() throws IOException {
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                throw new RefusedModelException("it says " + Operators.quote(name) + " twice");
            }
            JsonToken value = parser.nextToken();
            switch (name) {
                case "normalizer" -> new NormalizerScan().check(tree());
                case "pre_tokenizer" -> new PreTokenizerScan().check(tree());
                case "post_processor" -> new PostProcessorScan().check(tree());
                case "decoder" -> new DecoderScan().check(tree());
                case "added_tokens" -> added();
                case "model" -> new VocabularyScan(parser).check(value);
                default -> parser.skipChildren();
            }
        }
    }

    private JsonNode tree() throws IOException {
        return JSON.readTree(parser);
    }

    private void added() throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode token = tree();
            String content = token.path("content").asText();
            addedCharacters += content.length();
            if (++addedTokens > ADDED_TOKENS_MAX || addedCharacters > ADDED_CHARACTERS_ALL_MAX) {
                throw new RefusedModelException("it adds more than " + ADDED_TOKENS_MAX + " tokens, or "
                        + ADDED_CHARACTERS_ALL_MAX + " characters of them");
            }
            if (content.length() > ADDED_CHARACTERS_MAX) {
                throw new RefusedModelException("it adds a token of " + content.length() + " characters; at most "
                        + ADDED_CHARACTERS_MAX + " are read");
            }
            JsonNode id = token.path("id");
            if (!id.canConvertToInt() || !id.isIntegralNumber()) {
                throw new RefusedModelException("the added token " + Operators.quote(content) + " has no number");
            }
            checkId(id.intValue(), content);
        }
    }

    /** Refuses the number of a token that no table of vectors has. */
    static void checkId(long id, String token) throws RefusedModelException {
        if (id < 0 || id >= IDS_MAX) {
            throw new RefusedModelException("the token " + Operators.quote(token) + " has number " + id + "; at most "
                    + (IDS_MAX - 1) + " is read");
        }
    }
}
