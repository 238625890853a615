package dev.edgewise.inference.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.token.ByteLevel;
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

    private final byte[][] bytes;
    private final BitSet special = new BitSet();
    private final Map<Integer, String> names = new HashMap<>();
    private final Set<Integer> ends;
    private final int bytesMax;

    /**
     * Reads a vocabulary.
     *
     * @param rules what {@code tokenizer.json} says beside its model
     * @param size how many tokens the model's distributions have; the file may name fewer
     * @param ends tokens that end a text
     * @throws IOException if the file names no vocabulary, or a token beyond {@code size}
     */
    TokenBytes(JsonNode rules, TokenizerFile file, int size, Set<Integer> ends) throws IOException {
        this.bytes = new byte[size][];
        this.ends = Set.copyOf(ends);
        Arrays.fill(bytes, NOTHING);
        boolean byteLevel =
                mentions(rules.path("decoder"), "ByteLevel") || mentions(rules.path("pre_tokenizer"), "ByteLevel");
        int[] named = new int[1];
        file.vocabulary((id, token) -> {
            named[0]++;
            put(id, bytes(token, byteLevel));
        });
        if (named[0] == 0) {
            throw new IOException("tokenizer.json has no vocabulary");
        }
        for (JsonNode added : rules.path("added_tokens")) {
            int id = added.path("id").intValue();
            String content = added.path("content").asText();
            boolean control = added.path("special").booleanValue();
            put(id, control ? NOTHING : content.getBytes(StandardCharsets.UTF_8));
            names.put(id, content);
            special.set(id, control);
        }
        this.bytesMax =
                Arrays.stream(bytes).mapToInt(token -> token.length).max().orElse(1);
    }

    private void put(int id, byte[] value) throws IOException {
        if (id < 0 || id >= bytes.length) {
            throw new IOException("tokenizer.json names token " + id + ", the model has only " + bytes.length);
        }
        bytes[id] = value;
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
        return bytes.length;
    }

    @Override
    public byte[] bytes(int id) {
        return bytes[id];
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
