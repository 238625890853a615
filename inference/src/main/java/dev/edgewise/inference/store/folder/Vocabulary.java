package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * How many tokens a {@code tokenizer.json} has.
 *
 * @param pieces one more than the largest id of its model's own vocabulary
 * @param size one more than the largest id, tokens that were added included
 */
record Vocabulary(int pieces, int size) {
    private static final long BYTES_MAX = 256L << 20;

    /**
     * Counts without holding the file in memory.
     *
     * @throws RefusedModelException if the file is no tokenizer
     */
    static Vocabulary read(Path folder, String name) throws IOException {
        Path file = FolderFiles.find(folder, name);
        if (Files.size(file) > BYTES_MAX) {
            throw new RefusedModelException("the file " + name + " has more than " + BYTES_MAX + " bytes");
        }
        long size = 0;
        long pieces = 0;
        try (InputStream from = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS));
                JsonParser json = FolderJson.JSON.getFactory().createParser(from)) {
            boolean inModel = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                int depth = depth(json);
                if (token == JsonToken.FIELD_NAME && depth == 1) {
                    inModel = json.currentName().equals("model");
                } else if (inModel
                        && depth == 2
                        && token == JsonToken.FIELD_NAME
                        && json.currentName().equals("vocab")) {
                    pieces = Math.max(pieces, vocab(json, json.nextToken()));
                } else if (token == JsonToken.VALUE_NUMBER_INT && "id".equals(json.currentName()) && depth == 3) {
                    // added_tokens: [{"id": …}]
                    size = Math.max(size, json.getLongValue() + 1);
                }
            }
        } catch (JsonProcessingException e) {
            throw new RefusedModelException("the file " + name + " is no JSON: " + e.getOriginalMessage());
        }
        size = Math.max(size, pieces);
        if (size <= 0 || size > Integer.MAX_VALUE) {
            throw new RefusedModelException("the file " + name + " is no tokenizer: it has no vocabulary");
        }
        return new Vocabulary((int) pieces, (int) size);
    }

    /** A map from token to id, or a list of tokens with scores. */
    private static long vocab(JsonParser json, JsonToken token) throws IOException {
        long size = 0;
        if (token == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                size = Math.max(size, json.nextLongValue(-1) + 1);
            }
        } else if (token == JsonToken.START_ARRAY) {
            while (json.nextToken() == JsonToken.START_ARRAY) {
                json.skipChildren();
                size++;
            }
        }
        return size;
    }

    private static int depth(JsonParser json) {
        return json.getParsingContext().getNestingDepth();
    }
}
