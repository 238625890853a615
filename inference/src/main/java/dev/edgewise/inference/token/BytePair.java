package dev.edgewise.inference.token;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer of byte-level vocabularies (Radford et al. 2019, GPT-2, and most chat models since): words as bytes, of which
 * pairs are merged in the order that a file says. Keeps no words it has met, so that nobody can tell by the time it takes
 * what others have asked. Any thread.
 */
public final class BytePair implements Cutter {
    /**
     * What a {@code tokenizer.json} says of itself.
     *
     * @param ofBytes the token of each byte; below 0 where it has none
     * @param unknown the token of a byte that has none; below 0 where such bytes are left out
     * @param joined whether unknown bytes one after another are one token
     * @param whole whether a word that is a token is not merged
     * @param composed whether texts are brought into Unicode's form NFC
     * @param blankFirst whether a blank is put before what does not begin with one
     * @param added tokens to be found in the text as it is given
     * @param addedLater tokens to be found in what is left, once it is composed
     */
    record Rules(
            TokenTable tokens,
            MergeTable merges,
            int[] ofBytes,
            int unknown,
            boolean joined,
            boolean whole,
            boolean composed,
            boolean blankFirst,
            Digits digits,
            WordRule words,
            AddedTokens added,
            AddedTokens addedLater,
            Around around) {}

    /** Room that texts one after another share. */
    private static final class Scratch {
        char[] text = new char[512];
        byte[] word = new byte[192];
        final Merging merging = new Merging();
        int[] ids = new int[256];
        int count;

        void add(int id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = id;
        }

        void add(int[] some, int length) {
            if (count + length > ids.length) {
                ids = Arrays.copyOf(ids, Math.max(count + length, count * 2));
            }
            System.arraycopy(some, 0, ids, count, length);
            count += length;
        }
    }

    /** Room for longer texts is not kept, in characters, bytes of a word, and tokens. */
    private static final int KEPT_MAX = 8 * 1024;

    /** Texts cut at once whose room is kept: less than 300 KB each. */
    private static final int SPARES = 4;

    /** Most bytes that one {@code char} is written as. */
    private static final int CHAR_BYTES_MAX = 3;

    private static final char BLANK = ' ';

    private final Rules rules;
    private final AtomicReferenceArray<@Nullable Scratch> spares = new AtomicReferenceArray<>(SPARES);

    BytePair(Rules rules) {
        this.rules = rules;
    }

    /** What its tokens stand for. */
    public TokenTable tokens() {
        return rules.tokens;
    }

    /** Bytes of the heap that its tables take, for as long as it lives. */
    public long bytes() {
        return rules.tokens.heapBytes() + rules.merges.bytes();
    }

    @Override
    public int @Nullable [] encode(String prompt, String text, boolean special) {
        Scratch scratch = scratch();
        try {
            if (special) {
                scratch.add(rules.around.before(), rules.around.before().length);
            }
            if (!cut(prompt, text, scratch)) {
                return null;
            }
            if (special) {
                scratch.add(rules.around.after(), rules.around.after().length);
            }
            return Arrays.copyOf(scratch.ids, scratch.count);
        } finally {
            keep(scratch);
        }
    }

    @Override
    public int @Nullable [] encodePair(String first, String second, int[] marked) {
        Scratch scratch = scratch();
        try {
            scratch.add(rules.around.before(), rules.around.before().length);
            if (!cut("", first, scratch)) {
                return null;
            }
            marked[0] = rules.around.firstOfSecond(scratch.count);
            scratch.add(rules.around.between(), rules.around.between().length);
            if (!cut("", second, scratch)) {
                return null;
            }
            scratch.add(rules.around.after(), rules.around.after().length);
            return Arrays.copyOf(scratch.ids, scratch.count);
        } finally {
            keep(scratch);
        }
    }

    @Override
    public int secondType() {
        return rules.around.secondType();
    }

    private Scratch scratch() {
        for (int i = 0; i < SPARES; i++) {
            Scratch kept = spares.getPlain(i) == null ? null : spares.getAndSet(i, null);
            if (kept != null) {
                kept.count = 0;
                return kept;
            }
        }
        return new Scratch();
    }

    private void keep(Scratch scratch) {
        int largest = Math.max(
                Math.max(scratch.text.length, scratch.word.length),
                Math.max(scratch.ids.length, scratch.merging.room()));
        for (int i = 0; i < SPARES && largest <= KEPT_MAX; i++) {
            if (spares.getPlain(i) == null && spares.compareAndSet(i, null, scratch)) {
                return;
            }
        }
    }

    /** Cuts both as one text; false when it is the library's. */
    private boolean cut(String prompt, String text, Scratch scratch) {
        int length = prompt.length() + text.length();
        if (length > scratch.text.length) {
            scratch.text = new char[Math.max(length, scratch.text.length * 2)];
        }
        prompt.getChars(0, prompt.length(), scratch.text, 0);
        text.getChars(0, text.length(), scratch.text, prompt.length());
        if (Halves.any(scratch.text, length)) {
            scratch.text = Halves.replaced(scratch.text, length);
            length = scratch.text.length;
        }
        return split(scratch.text, 0, length, rules.added, scratch);
    }

    /** Cuts a text at the added tokens in it. */
    private boolean split(char[] text, int from, int to, AddedTokens added, Scratch scratch) {
        int begin = from;
        int next;
        for (int i = added.isEmpty() ? to : from; i < to; i = next) {
            next = i + 1;
            AddedToken token = added.at(text, i, to);
            if (token != null) {
                next = i + token.text().length();
                int end = i;
                while (token.before() && end > begin && AddedToken.isBlank(text[end - 1])) {
                    end--;
                }
                if (!part(text, begin, end, added, scratch)) {
                    return false;
                }
                scratch.add(token.id());
                begin = next;
                while (token.after() && begin < to && AddedToken.isBlank(text[begin])) {
                    begin++;
                }
            }
        }
        return part(text, begin, to, added, scratch);
    }

    /** Cuts what stands between two added tokens. */
    private boolean part(char[] text, int from, int to, AddedTokens added, Scratch scratch) {
        if (from >= to) {
            return true;
        }
        if (added == rules.addedLater) {
            words(text, from, to, scratch);
            return true;
        }
        if (!rules.composed || CanonicalForm.is(text, from, to)) {
            return split(text, from, to, rules.addedLater, scratch);
        }
        String composed = CanonicalForm.of(text, from, to);
        return composed != null && split(composed.toCharArray(), 0, composed.length(), rules.addedLater, scratch);
    }

    private void words(char[] given, int first, int last, Scratch scratch) {
        char[] text = given;
        int from = first;
        int to = last;
        if (rules.blankFirst && text[from] != BLANK) {
            text = new char[last - first + 1];
            text[0] = BLANK;
            System.arraycopy(given, first, text, 1, last - first);
            from = 0;
            to = text.length;
        }
        int begin = from;
        while (begin < to) {
            int end = rules.digits.end(text, begin, to);
            while (begin < end) {
                int wordEnd = rules.words.end(text, begin, end);
                word(text, begin, wordEnd, scratch);
                begin = wordEnd;
            }
        }
    }

    private void word(char[] text, int from, int to, Scratch scratch) {
        int most = (to - from) * CHAR_BYTES_MAX;
        if (most > scratch.word.length) {
            scratch.word = new byte[Math.max(most, scratch.word.length * 2)];
        }
        byte[] word = scratch.word;
        int length = utf8(text, from, to, word);
        if (rules.whole) {
            int id = rules.tokens.find(word, 0, length);
            if (id != TokenTable.NONE) {
                scratch.add(id);
                return;
            }
        }
        Merging merging = scratch.merging;
        merging.begin(length);
        boolean open = false;
        for (int i = 0; i < length; i++) {
            int id = rules.ofBytes[Byte.toUnsignedInt(word[i])];
            if (id != TokenTable.NONE) {
                merging.tokens[merging.count++] = id;
                open = false;
            } else if (rules.unknown != TokenTable.NONE && !(open && rules.joined)) {
                merging.tokens[merging.count++] = rules.unknown;
                open = true;
            }
        }
        merging.merge(rules.merges);
        scratch.add(merging.tokens, merging.count);
    }

    /** Writes characters, of which none is half, as UTF-8. */
    private static int utf8(char[] text, int from, int to, byte[] out) {
        int length = 0;
        for (int i = from; i < to; i++) {
            int character = text[i];
            if (character < 0x80) {
                out[length++] = (byte) character;
            } else if (character < 0x800) {
                out[length++] = (byte) (0xC0 | character >> 6);
                out[length++] = (byte) (0x80 | character & 0x3F);
            } else if (!Character.isHighSurrogate(text[i])) {
                out[length++] = (byte) (0xE0 | character >> 12);
                out[length++] = (byte) (0x80 | character >> 6 & 0x3F);
                out[length++] = (byte) (0x80 | character & 0x3F);
            } else {
                character = Character.toCodePoint(text[i], text[++i]);
                out[length++] = (byte) (0xF0 | character >> 18);
                out[length++] = (byte) (0x80 | character >> 12 & 0x3F);
                out[length++] = (byte) (0x80 | character >> 6 & 0x3F);
                out[length++] = (byte) (0x80 | character & 0x3F);
            }
        }
        return length;
    }
}
