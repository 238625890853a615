package dev.edgewise.inference.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a {@link TokenTable} of a byte-level vocabulary as it is read. */
final class TokenTableBuilder {
    private static final int NONE = TokenTable.NONE;

    /** Tokens that no text becomes, as they are not written in bytes: a few added ones. */
    private static final int RAW_MAX = 4096;

    private byte[] bytes = new byte[1 << 16];
    private int length;
    private int[] begins = new int[1 << 12];
    private int[] ends = new int[1 << 12];
    private int size;
    private int count;
    private int[] index = filled(1 << 13);
    private int indexed;

    /** Tokens with characters that stand for no byte. */
    private final Map<String, Integer> raw = new HashMap<>();

    TokenTableBuilder() {
        Arrays.fill(begins, NONE);
    }

    /** Tokens read. */
    int count() {
        return count;
    }

    /**
     * Adds a token as a vocabulary writes it.
     *
     * @return false where it is one of too many, or there twice
     */
    boolean add(String token, int id) {
        int from = length;
        boolean isBytes = write(token.toCharArray(), 0, token.length());
        if (!isBytes) {
            length = from;
            append(token.getBytes(StandardCharsets.UTF_8));
            if (raw.size() == RAW_MAX || raw.put(token, id) != null) {
                return false;
            }
        }
        if (!put(id, from)) {
            return false;
        }
        count++;
        return !isBytes || index(id);
    }

    /** Adds a token that is no piece of the vocabulary. False where its number is taken. */
    boolean addText(String text, int id) {
        int from = length;
        append(text.getBytes(StandardCharsets.UTF_8));
        return put(id, from);
    }

    /** The token that a vocabulary writes so; {@link TokenTable#NONE} where there is none. */
    int find(String token) {
        int id = find(token.toCharArray(), 0, token.length());
        return id == NONE ? raw.getOrDefault(token, NONE) : id;
    }

    /** The same, of those that stand for bytes. */
    int find(char[] token, int from, int to) {
        int begin = length;
        boolean isBytes = write(token, from, to);
        int end = length;
        length = begin;
        return isBytes ? index[place(begin, end)] : NONE;
    }

    /** The token of two, one after the other. */
    int find(int left, int right) {
        int begin = length;
        room(ends[left] - begins[left] + ends[right] - begins[right]);
        copy(left);
        copy(right);
        int end = length;
        length = begin;
        return index[place(begin, end)];
    }

    /** Whether a token stands for what is written. */
    boolean stands(int id, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return same(bytes, begins[id], ends[id], utf8, 0, utf8.length);
    }

    /** The token of one byte. */
    int ofByte(int value) {
        room(1);
        bytes[length] = (byte) value;
        return index[place(length, length + 1)];
    }

    /** @param indexed whether tokens are looked for by their bytes */
    Optional<TokenTable> build(boolean indexed) {
        if (count == 0) {
            return Optional.empty();
        }
        byte[] ordered = new byte[length];
        int[] from = new int[size + 1];
        int to = 0;
        for (int id = 0; id < size; id++) {
            from[id] = to;
            if (begins[id] != NONE) {
                System.arraycopy(bytes, begins[id], ordered, to, ends[id] - begins[id]);
                to += ends[id] - begins[id];
            }
        }
        from[size] = to;
        return Optional.of(new TokenTable(Arrays.copyOf(ordered, to), from, indexed ? index : null));
    }

    static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text[i];
        }
        hash *= 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    static boolean same(byte[] one, int from, int to, byte[] other, int otherFrom, int otherTo) {
        return Arrays.equals(one, from, to, other, otherFrom, otherTo);
    }

    private boolean put(int id, int from) {
        if (id < 0 || id > MergeTable.COUNT_MAX || id < size && begins[id] != NONE) {
            return false;
        }
        if (id >= begins.length) {
            int old = begins.length;
            begins = Arrays.copyOf(begins, Math.max(id + 1, old * 2));
            ends = Arrays.copyOf(ends, begins.length);
            Arrays.fill(begins, old, begins.length, NONE);
        }
        begins[id] = from;
        ends[id] = length;
        size = Math.max(size, id + 1);
        return true;
    }

    private boolean index(int id) {
        if (indexed * 2 >= index.length) {
            int[] old = index;
            index = filled(old.length * 2);
            for (int one : old) {
                if (one != NONE) {
                    index[place(begins[one], ends[one])] = one;
                }
            }
        }
        int place = place(begins[id], ends[id]);
        if (index[place] != NONE) {
            return false;
        }
        index[place] = id;
        indexed++;
        return true;
    }

    /** Where the token of these bytes stands in the index, or would. */
    private int place(int from, int to) {
        int place = hash(bytes, from, to) & index.length - 1;
        while (index[place] != NONE && !same(bytes, begins[index[place]], ends[index[place]], bytes, from, to)) {
            place = place + 1 & index.length - 1;
        }
        return place;
    }

    /** Writes the bytes that characters stand for; false where one stands for none. */
    private boolean write(char[] token, int from, int to) {
        room(to - from);
        for (int i = from; i < to; i++) {
            int value = ByteLevel.valueOf(token[i]);
            if (value < 0) {
                return false;
            }
            bytes[length++] = (byte) value;
        }
        return true;
    }

    private void copy(int id) {
        System.arraycopy(bytes, begins[id], bytes, length, ends[id] - begins[id]);
        length += ends[id] - begins[id];
    }

    private void append(byte[] some) {
        room(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    private void room(int more) {
        if (length + more >= bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more + 1, bytes.length * 2));
        }
    }

    private static int[] filled(int length) {
        int[] places = new int[length];
        Arrays.fill(places, NONE);
        return places;
    }
}
