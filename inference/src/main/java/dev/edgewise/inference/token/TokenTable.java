package dev.edgewise.inference.token;

import org.jspecify.annotations.Nullable;

/**
 * The bytes that the tokens of a vocabulary stand for, one after another by their numbers. Immutable; made by
 * {@link TokenTableBuilder}.
 */
public final class TokenTable {
    /** No such token. */
    static final int NONE = -1;

    private final byte[] bytes;

    /** By token, where its bytes begin; and where the last one's end. */
    private final int[] begins;

    /** Which token stands where, by the hash of its bytes; null where nobody looks for bytes. */
    private final int @Nullable [] index;

    TokenTable(byte[] bytes, int[] begins, int @Nullable [] index) {
        this.bytes = bytes;
        this.begins = begins;
        this.index = index;
    }

    /** A table of tokens that nobody looks for by their bytes. */
    public static TokenTable of(byte[][] tokens) {
        int[] begins = new int[tokens.length + 1];
        for (int id = 0; id < tokens.length; id++) {
            begins[id + 1] = begins[id] + tokens[id].length;
        }
        byte[] bytes = new byte[begins[tokens.length]];
        for (int id = 0; id < tokens.length; id++) {
            System.arraycopy(tokens[id], 0, bytes, begins[id], tokens[id].length);
        }
        return new TokenTable(bytes, begins, null);
    }

    /** One more than the highest token. */
    public int size() {
        return begins.length - 1;
    }

    /** All of them. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a token's bytes begin. */
    public int begin(int id) {
        return begins[id];
    }

    /** Where they end. */
    public int end(int id) {
        return begins[id + 1];
    }

    /** The token of these bytes; {@link #NONE} where there is none, or no index. */
    int find(byte[] text, int from, int to) {
        if (index == null) {
            return NONE;
        }
        int place = TokenTableBuilder.hash(text, from, to) & index.length - 1;
        while (index[place] != NONE) {
            int id = index[place];
            if (TokenTableBuilder.same(bytes, begins[id], begins[id + 1], text, from, to)) {
                return id;
            }
            place = place + 1 & index.length - 1;
        }
        return NONE;
    }

    /** Bytes of the heap that it takes. */
    long heapBytes() {
        return bytes.length + (long) Integer.BYTES * (begins.length + (index == null ? 0 : index.length));
    }
}
