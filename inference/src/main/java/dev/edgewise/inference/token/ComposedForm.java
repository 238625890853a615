package dev.edgewise.inference.token;

import java.text.Normalizer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Brings texts into the form that a vocabulary is written in: some characters are left out, others become blanks, the
 * rest is composed as Unicode's form NFKC says (UAX 15), blanks are written as {@code ▁}. What single characters become
 * is in tables, filled where they are read, 256 at a time; only a character with marks that join it is composed by the
 * JDK, and a table remembers the pairs met last. Any thread.
 */
final class ComposedForm implements TextForm {
    /** Left out. */
    private static final byte DROPPED = 0;

    /** Written as it is. */
    private static final byte SELF = 1;

    private static final byte SPACE = 2;

    /** Written as others. */
    private static final byte OTHERS = 3;

    /** May become one with what stands before it. */
    private static final byte JOINS = 4;

    /** Left to the library. */
    private static final byte UNSURE = 5;

    /** Written as it is, and never changed by what follows it: newer than the library's tables. */
    private static final byte INERT = 6;

    private static final int PAGE = 256;

    /** Longest character with its marks that is composed here: the JDK orders marks in the square of their number. */
    private static final int CLUSTER_MAX = 256;

    /** Pairs remembered: 8 KB. */
    private static final int PAIRS = 1024;

    private static final int CHARACTER_BITS = 21;
    private static final long CHARACTER_MASK = (1L << CHARACTER_BITS) - 1;

    /** A pair that stays as it is. */
    private static final int APART = 0;

    /** A pair that becomes anything but itself or one character. */
    private static final int NEITHER = (int) CHARACTER_MASK;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    /**
     * What a file says.
     *
     * @param dropped characters that are left out first
     * @param blanks characters that become blanks first; the blank itself is one in any case
     * @param composed whether the rest is brought into form NFKC
     * @param collapsed whether blanks one after another become one
     */
    record Rules(String dropped, String blanks, boolean composed, boolean collapsed) {}

    /** 256 characters: what becomes of each, and how it is written; null for itself. */
    private record Page(byte[] kinds, @Nullable String[] texts) {}

    private final Rules rules;
    private final AtomicReferenceArray<Page> pages = new AtomicReferenceArray<>((Character.MAX_CODE_POINT + 1) / PAGE);
    private final AtomicLongArray pairs = new AtomicLongArray(PAIRS);

    ComposedForm(Rules rules) {
        this.rules = rules;
    }

    @Override
    public boolean write(char[] text, int from, int to, Written out) {
        int cluster = from;
        int clusterOut = out.length;
        int next;
        for (int i = from; i < to; i = next) {
            int character = TextForm.at(text, i, to);
            next = i + Character.charCount(character);
            Page page = page(character);
            switch (page.kinds[character % PAGE]) {
                case DROPPED -> {}
                case JOINS -> {
                    next = join(text, cluster, i, to, out, clusterOut);
                    if (next < 0) {
                        return false;
                    }
                }
                case SELF -> {
                    cluster = i;
                    clusterOut = out.length;
                    out.add(character);
                }
                case SPACE -> {
                    cluster = i;
                    clusterOut = out.length;
                    out.blank(rules.collapsed);
                }
                case INERT -> {
                    out.add(character);
                    cluster = next;
                    clusterOut = out.length;
                }
                case OTHERS -> {
                    cluster = i;
                    clusterOut = out.length;
                    out.add(Objects.requireNonNull(page.texts[character % PAGE]), rules.collapsed);
                }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Writes a character anew, with all that joins it.
     *
     * @param begin where it stands
     * @param joining where the first stands that joins it
     * @param beginOut where it was written without them
     * @return where the next one stands that does not; below 0 for the library
     */
    private int join(char[] text, int begin, int joining, int to, Written out, int beginOut) {
        int end = joining;
        int marks = 0;
        while (end < to) {
            int character = TextForm.at(text, end, to);
            byte kind = kind(character);
            if (kind != JOINS && kind != DROPPED) {
                break;
            }
            marks++;
            end += Character.charCount(character);
        }
        if (end - begin > CLUSTER_MAX) {
            return -1;
        }
        if (marks == 1 && begin < joining) {
            int base = TextForm.at(text, begin, to);
            int mark = TextForm.at(text, joining, to);
            int together = begin + Character.charCount(base) == joining ? pair(base, mark) : NEITHER;
            if (together != NEITHER) {
                if (together == APART) {
                    out.add(mark);
                } else {
                    out.length = beginOut;
                    out.add(together);
                }
                return end;
            }
        }
        out.length = beginOut;
        out.add(Normalizer.normalize(cluster(text, begin, end), Normalizer.Form.NFKC), rules.collapsed);
        return end;
    }

    private String cluster(char[] text, int begin, int end) {
        StringBuilder cluster = new StringBuilder(end - begin);
        int character;
        for (int i = begin; i < end; i += Character.charCount(character)) {
            character = TextForm.at(text, i, end);
            switch (kind(character)) {
                case DROPPED -> {}
                case SPACE -> cluster.append(' ');
                default -> cluster.appendCodePoint(character);
            }
        }
        return cluster.toString();
    }

    /** What two characters become that stay as they are when alone. */
    private int pair(int base, int mark) {
        if (kind(base) != SELF || page(mark).texts[mark % PAGE] != null) {
            return NEITHER;
        }
        long key = ((long) base << CHARACTER_BITS | mark) << CHARACTER_BITS;
        int place = (int) (key * MIX >>> Long.SIZE - 10);
        long known = pairs.get(place);
        if (known != 0 && (known & ~CHARACTER_MASK) == key) {
            return (int) (known & CHARACTER_MASK);
        }
        String both = Character.toString(base) + Character.toString(mark);
        String written = Normalizer.normalize(both, Normalizer.Form.NFKC);
        int first = written.codePointAt(0);
        int together;
        if (written.equals(both)) {
            together = APART;
        } else {
            together = written.length() == Character.charCount(first) ? first : NEITHER;
        }
        pairs.set(place, key | together);
        return together;
    }

    private byte kind(int character) {
        return page(character).kinds[character % PAGE];
    }

    private Page page(int character) {
        Page page = pages.get(character / PAGE);
        return page != null ? page : fill(character / PAGE);
    }

    private Page fill(int number) {
        Page page = new Page(new byte[PAGE], new String[PAGE]);
        for (int i = 0; i < PAGE; i++) {
            int character = number * PAGE + i;
            String self = Character.toString(character);
            boolean composed = rules.composed && Character.getType(character) != Character.SURROGATE;
            composed &= !Joining.newer(character);
            String written = composed ? Normalizer.normalize(self, Normalizer.Form.NFKC) : self;
            page.kinds[i] = kind(character, self, written);
            page.texts[i] = written.equals(self) ? null : written;
        }
        pages.set(number, page);
        return page;
    }

    private byte kind(int character, String self, String written) {
        if (rules.dropped.indexOf(character) >= 0) {
            return DROPPED;
        }
        if (character == ' ' || rules.blanks.indexOf(character) >= 0) {
            return SPACE;
        }
        if (Character.getType(character) == Character.SURROGATE || written.indexOf(BLANK) >= 0) {
            return UNSURE;
        }
        if (rules.composed) {
            if (Joining.newer(character)) {
                return INERT;
            }
            int first = Normalizer.normalize(self, Normalizer.Form.NFKD).codePointAt(0);
            if (Joining.joins(first)) {
                return JOINS;
            }
        }
        return written.equals(self) ? SELF : OTHERS;
    }
}
