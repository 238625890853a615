package dev.edgewise.inference.generate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** Ten tokens, each of which is its digit; the last one ends a text. */
class TenTokens implements TextTokenizer, Vocabulary {
    static final int END = 9;

    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);

    @Override
    public int[] encode(String text, boolean special) {
        return text.chars().map(digit -> digit - '0').toArray();
    }

    @Override
    public Vocabulary vocabulary() {
        return this;
    }

    @Override
    public int size() {
        return END + 1;
    }

    @Override
    public byte[] bytes() {
        return DIGITS;
    }

    @Override
    public int begin(int id) {
        return id;
    }

    @Override
    public int end(int id) {
        return id + 1;
    }

    @Override
    public boolean special(int id) {
        return id == END;
    }

    @Override
    public Optional<String> name(int id) {
        return Optional.empty();
    }

    @Override
    public Set<Integer> ends() {
        return Set.of(END);
    }

    @Override
    public int bytesMax() {
        return 1;
    }

    @Override
    public void close() {}
}
