package dev.edgewise.inference.generate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.token.BytePairFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * A {@code tokenizer.json}, read as it comes: its vocabulary and merges as a tree take ten times the file, and would stay
 * on the heap until it is full.
 */
final class TokenizerFile {
    /** A vocabulary is tens of thousands of names, each met once: a table of known names would only be filled and dropped. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build());

    private static final String NO_JSON = "tokenizer.json is no JSON";
    private static final String MODEL = "model";
    private static final String VOCABULARY = "vocab";

    private final Path file;

    TokenizerFile(Path file) {
        this.file = file;
    }

    /** Takes one token of a vocabulary. */
    interface Taker {
        void token(int id, String text) throws IOException;
    }

    /**
     * What it says.
     *
     * @param said all beside its model, and its tokenizer where that runs in Java
     * @param checksum by CRC-32C, by which the same file is known later
     */
    record Content(BytePairFile said, long checksum) {}

    /**
     * Reads it once, to its end.
     *
     * @throws IOException if it cannot be read or is no JSON
     */
    Content content() throws IOException {
        try (var bytes = new CheckedInputStream(Files.newInputStream(file), new CRC32C())) {
            // A decoder of its own refuses what is not UTF-8.
            BytePairFile said = BytePairFile.whole(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
            bytes.transferTo(OutputStream.nullOutputStream());
            return new Content(said, bytes.getChecksum().getValue());
        } catch (JsonProcessingException e) {
            throw new IOException(NO_JSON, e);
        }
    }

    /**
     * Every token of the model's vocabulary, in the order of the file; added tokens are among the rules.
     *
     * @throws IOException if it cannot be read or is no JSON, or from {@code taker}
     */
    void vocabulary(Taker taker) throws IOException {
        read((name, parser) -> {
            if (!MODEL.equals(name) || parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            members(parser, (part, inside) -> {
                if (VOCABULARY.equals(part) && inside.currentToken() == JsonToken.START_OBJECT) {
                    members(inside, (token, number) -> taker.token(number.getIntValue(), token));
                } else if (VOCABULARY.equals(part) && inside.currentToken() == JsonToken.START_ARRAY) {
                    scored(inside, taker);
                } else {
                    inside.skipChildren();
                }
            });
        });
    }

    /** A list of tokens, each with what it costs. */
    private static void scored(JsonParser parser, Taker taker) throws IOException {
        for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
            JsonNode token = JSON.readTree(parser);
            taker.token(id, token.path(0).asText());
        }
    }

    /** Takes one member of an object; the parser stands at its value. */
    private interface Member {
        void read(String name, JsonParser parser) throws IOException;
    }

    private static void members(JsonParser parser, Member member) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            member.read(name, parser);
        }
    }

    private void read(Member member) throws IOException {
        // This reader refuses what is not UTF-8.
        try (Reader text = Files.newBufferedReader(file);
                JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                members(parser, member);
            }
        } catch (JsonProcessingException e) {
            throw new IOException(NO_JSON, e);
        }
    }
}
