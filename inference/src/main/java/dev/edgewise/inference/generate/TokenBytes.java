package dev.edgewise.inference.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.token.ByteLevel;
import dev.edgewise.inference.token.TokenTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The vocabulary of a {@code tokenizer.json}: byte-level (GPT-2 and what came after) or with blanks as U+2581 and spare
 * bytes as {@code <0x0A>} (SentencePiece).
 */
final class TokenBytes implements Vocabulary {
    private static final byte[] NOTHING = {};
    private static final char BLANK = '\u2581';

    private final TokenTable tokens;
    private final int size;
    private final BitSet special = new BitSet();
    private final Map<Integer, String> names = new HashMap<>();
    private final Set<Integer> ends;
    private final int bytesMax;

    private TokenBytes(TokenTable tokens, JsonNode rules, int size, Set<Integer> ends) throws IOException {
        this.tokens = tokens;
        this.size = size;
        this.ends = Set.copyOf(ends);
        check(tokens.size() - 1, size);
        for (JsonNode added : rules.path("added_tokens")) {
            int id = added.path("id").intValue();
            check(id, size);
            names.put(id, added.path("content").asText());
            special.set(id, added.path("special").booleanValue());
        }
        int most = 1;
        for (int id = 0; id < size; id++) {
            most = Math.max(most, end(id) - begin(id));
        }
        this.bytesMax = most;
    }

    /**
     * The vocabulary of a tokenizer that runs in Java, whose table it shares.
     *
     * @param rules what {@code tokenizer.json} says beside its model
     * @param size how many tokens the model's distributions have; the file may name fewer
     * @param ends tokens that end a text
     * @throws IOException if it has a token beyond {@code size}
     */
    static TokenBytes of(TokenTable tokens, JsonNode rules, int size, Set<Integer> ends) throws IOException {
        return new TokenBytes(tokens, rules, size, ends);
    }

    /**
     * Reads a vocabulary of any kind.
     *
     * @throws IOException if the file names no vocabulary, or a token beyond {@code size}
     */
    static TokenBytes of(TokenizerFile file, JsonNode rules, int size, Set<Integer> ends) throws IOException {
        byte[][] bytes = new byte[size][];
        Arrays.fill(bytes, NOTHING);
        boolean byteLevel =
                mentions(rules.path("decoder"), "ByteLevel") || mentions(rules.path("pre_tokenizer"), "ByteLevel");
        int[] named = new int[1];
        file.vocabulary((id, token) -> {
            named[0]++;
            check(id, size);
            bytes[id] = bytes(token, byteLevel);
        });
        if (named[0] == 0) {
            throw new IOException("tokenizer.json has no vocabulary");
        }
        for (JsonNode added : rules.path("added_tokens")) {
            int id = added.path("id").intValue();
            check(id, size);
            bytes[id] = added.path("content").asText().getBytes(StandardCharsets.UTF_8);
        }
        return new TokenBytes(TokenTable.of(bytes), rules, size, ends);
    }

    private static void check(int id, int size) throws IOException {
        if (id < 0 || id >= size) {
            throw new IOException("tokenizer.json names token " + id + ", the model has only " + size);
        }
    }

    private static boolean mentions(JsonNode part, String type) {
        return part.path("type").asText().equals(type)
                || part.findValuesAsText("type").contains(type);
    }

    private static byte[] bytes(String token, boolean byteLevel) {
        if (!byteLevel) {
            return token.matches("<0x[0-9A-F]{2}>")
                    ? new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)}
                    : token.replace(BLANK, ' ').getBytes(StandardCharsets.UTF_8);
        }
        byte[] result = new byte[token.length()];
        for (int i = 0; i < result.length; i++) {
            int value = ByteLevel.valueOf(token.charAt(i));
            if (value < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            result[i] = (byte) value;
        }
        return result;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public byte[] bytes() {
        return tokens.bytes();
    }

    @Override
    public int begin(int id) {
        return id < tokens.size() ? tokens.begin(id) : 0;
    }

    @Override
    public int end(int id) {
        return id < tokens.size() && !special.get(id) ? tokens.end(id) : begin(id);
    }

    @Override
    public boolean special(int id) {
        return special.get(id);
    }

    @Override
    public Optional<String> name(int id) {
        return Optional.ofNullable(names.get(id));
    }

    @Override
    public Set<Integer> ends() {
        return ends;
    }

    @Override
    public int bytesMax() {
        return bytesMax;
    }
}
