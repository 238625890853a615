package dev.edgewise.inference.token;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer of SentencePiece's unigram language model (Kudo 2018): of all ways to cut a text into pieces of a
 * vocabulary the one with the highest sum of scores, found by Viterbi's algorithm. Scores are added in the order, and as
 * doubles, as the general library adds them, so that ways of nearly the same sum are told apart alike. Any thread.
 */
public final class Unigram implements Cutter {
    /**
     * What a {@code tokenizer.json} says of itself.
     *
     * @param scores of each piece
     * @param unknownScore of a character in no piece
     * @param unknown the token of characters in no piece, one for all that follow one another
     * @param split where texts are cut first
     * @param added texts that are tokens wherever they stand
     * @param around the tokens around texts
     */
    record Rules(
            PieceTable pieces,
            double[] scores,
            double unknownScore,
            int unknown,
            TextForm form,
            Split split,
            List<AddedToken> added,
            Around around) {}

    /** Where texts are cut before they are cut into pieces. */
    enum Split {
        NOWHERE,
        /** Before each blank. */
        BLANKS,
        /** Into words, which all have one blank before them. */
        WORDS
    }

    /** Room that texts one after another share. */
    private static final class Scratch {
        char[] text = new char[512];
        final Written written = new Written();

        /** By where a way ends in the written text: its sum, where its last piece begins, which that is. */
        double[] sums = new double[512];

        int[] begins = new int[512];
        int[] last = new int[512];

        int[] ids = new int[256];
        int count;

        /** A sum that nobody wants, for what is read ahead would not be read otherwise. */
        @SuppressWarnings("UnusedVariable")
        double readAhead;

        void room(int characters) {
            if (characters >= sums.length) {
                int length = Math.max(characters + 1, sums.length * 2);
                sums = new double[length];
                begins = new int[length];
                last = new int[length];
            }
        }

        void add(int id) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = id;
        }

        void add(int[] some) {
            for (int id : some) {
                add(id);
            }
        }
    }

    /** Room for longer texts is not kept, in characters. */
    private static final int KEPT_MAX = 16 * 1024;

    /** Longer texts are not read ahead: most of what they read is near by then, in characters. */
    private static final int AHEAD_MAX = 512;

    /** Texts cut at once whose room is kept: less than half a megabyte each. */
    private static final int SPARES = 4;

    private final Rules rules;

    /** The characters that added tokens begin with. */
    private final String beginnings;

    private final AtomicReferenceArray<@Nullable Scratch> spares = new AtomicReferenceArray<>(SPARES);

    Unigram(Rules rules) {
        this.rules = rules;
        StringBuilder first = new StringBuilder();
        for (AddedToken token : rules.added) {
            if (first.indexOf(token.text().substring(0, 1)) < 0) {
                first.append(token.text().charAt(0));
            }
        }
        this.beginnings = first.toString();
    }

    @Override
    public int @Nullable [] encode(String prompt, String text, boolean special) {
        Scratch scratch = scratch();
        try {
            if (special) {
                scratch.add(rules.around.before());
            }
            if (!cut(prompt, text, scratch)) {
                return null;
            }
            if (special) {
                scratch.add(rules.around.after());
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
            scratch.add(rules.around.before());
            if (!cut("", first, scratch)) {
                return null;
            }
            marked[0] = rules.around.firstOfSecond(scratch.count);
            scratch.add(rules.around.between());
            if (!cut("", second, scratch)) {
                return null;
            }
            scratch.add(rules.around.after());
            return Arrays.copyOf(scratch.ids, scratch.count);
        } finally {
            keep(scratch);
        }
    }

    @Override
    public int secondType() {
        return rules.around.secondType();
    }

    /** Bytes of the heap that its pieces take, for as long as it lives. */
    public long bytes() {
        return rules.pieces.bytes() + (long) rules.scores.length * Double.BYTES;
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
        if (Math.max(scratch.text.length, scratch.sums.length) > KEPT_MAX) {
            return;
        }
        for (int i = 0; i < SPARES; i++) {
            if (spares.getPlain(i) == null && spares.compareAndSet(i, null, scratch)) {
                return;
            }
        }
    }

    /** Cuts both as one text, at its added tokens first; false when a character is the library's. */
    private boolean cut(String prompt, String text, Scratch scratch) {
        int length = prompt.length() + text.length();
        if (length > scratch.text.length) {
            scratch.text = new char[Math.max(length, scratch.text.length * 2)];
        }
        prompt.getChars(0, prompt.length(), scratch.text, 0);
        text.getChars(0, text.length(), scratch.text, prompt.length());
        int from = 0;
        int next;
        for (int i = 0; i < length; i = next) {
            next = i + 1;
            AddedToken token = beginnings.indexOf(scratch.text[i]) < 0 ? null : added(scratch.text, i, length);
            if (token != null) {
                next = i + token.text().length();
                int end = i;
                while (token.before() && end > from && AddedToken.isBlank(scratch.text[end - 1])) {
                    end--;
                }
                if (!part(from, end, scratch)) {
                    return false;
                }
                scratch.add(token.id());
                from = next;
                while (token.after() && from < length && AddedToken.isBlank(scratch.text[from])) {
                    from++;
                }
            }
        }
        return part(from, length, scratch);
    }

    /** The longest added token that stands at a place. */
    private @Nullable AddedToken added(char[] text, int from, int to) {
        AddedToken longest = null;
        for (int i = 0; i < rules.added.size(); i++) {
            AddedToken token = rules.added.get(i);
            if ((longest == null || token.text().length() > longest.text().length()) && token.at(text, from, to)) {
                longest = token;
            }
        }
        return longest;
    }

    /** Cuts what stands between two added tokens. */
    private boolean part(int from, int to, Scratch scratch) {
        Written written = scratch.written;
        written.begin();
        if (!rules.form.write(scratch.text, from, to, written)) {
            return false;
        }
        char[] text = written.text;
        int end = written.length;
        if (end == 1) {
            return true;
        }
        // A blank is put before what does not begin with one.
        int begin = text[1] == TextForm.BLANK ? 1 : 0;
        scratch.room(end);
        if (end - begin <= AHEAD_MAX) {
            readAhead(text, begin, end, scratch);
        }
        switch (rules.split) {
            case NOWHERE -> best(text, begin, end, scratch);
            case BLANKS -> each(text, begin, end, scratch);
            case WORDS -> each(text, 0, written.words(), scratch);
        }
        return true;
    }

    /**
     * Reads what cutting reads, from all places of a text side by side. After a model's run nothing of the table is in the
     * processor's caches: cutting waits for memory at each step before the next, here it waits for many of them at once.
     */
    private void readAhead(char[] text, int from, int to, Scratch scratch) {
        PieceTable pieces = rules.pieces;
        int[] places = scratch.begins;
        int[] nodes = scratch.last;
        int left = 0;
        for (int i = from; i < to; i++) {
            places[left] = i;
            nodes[left] = pieces.step(PieceTable.ROOT, text[i]);
            left += nodes[left] == PieceTable.NONE ? 0 : 1;
        }
        double sum = 0;
        for (int length = 1; left > 0; length++) {
            int before = left;
            left = 0;
            for (int i = 0; i < before; i++) {
                int piece = pieces.piece(nodes[i]);
                sum += piece == PieceTable.NONE ? 0 : rules.scores[piece];
                int end = places[i] + length;
                int node = end < to ? pieces.step(nodes[i], text[end]) : PieceTable.NONE;
                places[left] = places[i];
                nodes[left] = node;
                left += node == PieceTable.NONE ? 0 : 1;
            }
        }
        scratch.readAhead = sum;
    }

    /** Cuts words that begin with a blank, one by one. */
    private void each(char[] text, int from, int end, Scratch scratch) {
        int begin = from;
        while (begin < end) {
            int word = begin + 1;
            while (word < end && text[word] != TextForm.BLANK) {
                word++;
            }
            best(text, begin, word, scratch);
            begin = word;
        }
    }

    /** Adds the tokens of the best way through a text. */
    private void best(char[] text, int from, int to, Scratch scratch) {
        PieceTable pieces = rules.pieces;
        double[] sums = scratch.sums;
        int[] begins = scratch.begins;
        int[] last = scratch.last;
        Arrays.fill(begins, from, to + 1, PieceTable.NONE);
        sums[from] = 0;
        int next;
        for (int i = from; i < to; i = next) {
            next = i + (Character.isHighSurrogate(text[i]) ? 2 : 1);
            double sum = sums[i];
            boolean known = false;
            int node = PieceTable.ROOT;
            for (int end = i + 1; end <= to; end++) {
                node = pieces.step(node, text[end - 1]);
                if (node == PieceTable.NONE) {
                    break;
                }
                int piece = pieces.piece(node);
                if (piece != PieceTable.NONE) {
                    known |= end == next;
                    double candidate = rules.scores[piece] + sum;
                    if (begins[end] == PieceTable.NONE || candidate > sums[end]) {
                        sums[end] = candidate;
                        begins[end] = i;
                        last[end] = piece;
                    }
                }
            }
            double candidate = rules.unknownScore + sum;
            if (!known && (begins[next] == PieceTable.NONE || candidate > sums[next])) {
                sums[next] = candidate;
                begins[next] = i;
                last[next] = rules.unknown;
            }
        }
        collect(text, from, to, scratch);
    }

    /** Follows the best way back from its end. */
    private void collect(char[] text, int from, int to, Scratch scratch) {
        int first = scratch.count;
        for (int end = to; end > from; ) {
            int begin = scratch.begins[end];
            int id = scratch.last[end];
            if (id == rules.unknown) {
                // Unknown characters one after another are one token.
                int pieces = 1;
                while (begin > from && scratch.last[begin] == rules.unknown) {
                    begin = scratch.begins[begin];
                    pieces++;
                }
                int whole = pieces == 1 ? PieceTable.NONE : rules.pieces.find(text, begin, end);
                id = whole == PieceTable.NONE ? rules.unknown : whole;
            }
            scratch.add(id);
            end = begin;
        }
        for (int low = first, high = scratch.count - 1; low < high; low++, high--) {
            int id = scratch.ids[low];
            scratch.ids[low] = scratch.ids[high];
            scratch.ids[high] = id;
        }
    }
}
