package dev.edgewise.inference.grammar;

import java.util.Arrays;

/**
 * Finds the rules that hold, where one does as soon as all the rules in one of its sequences do. Takes time and memory in
 * proportion to what it is told. One use, one thread.
 */
final class Closure {
    private static final int NONE = -1;

    /** The rule of each sequence, and how many of its needs do not hold yet. */
    private int[] rules = new int[16];

    private int[] open = new int[16];
    private int sequences;

    /** Who needs a rule: a chain for each, of sequences, one entry for each need. */
    private final int[] first;

    private int[] next = new int[16];
    private int[] needing = new int[16];
    private int needs;

    private final boolean[] holds;
    private final int[] found;
    private int foundCount;

    /** @param count how many rules there are */
    Closure(int count) {
        this.first = new int[count];
        Arrays.fill(first, NONE);
        this.holds = new boolean[count];
        this.found = new int[count];
    }

    /** Begins the next sequence of a rule: {@link #need} tells what is in it, {@link #end} ends it. */
    void begin(int rule) {
        rules = room(rules, sequences);
        open = room(open, sequences);
        rules[sequences] = rule;
        open[sequences] = 0;
    }

    /** The sequence that was begun needs a rule, once more. */
    void need(int rule) {
        next = room(next, needs);
        needing = room(needing, needs);
        next[needs] = first[rule];
        needing[needs] = sequences;
        first[rule] = needs++;
        open[sequences]++;
    }

    /** Ends the sequence that was begun. */
    void end() {
        if (open[sequences] == 0) {
            hold(rules[sequences]);
        }
        sequences++;
    }

    /** Which rules hold. */
    boolean[] holding() {
        for (int i = 0; i < foundCount; i++) {
            for (int need = first[found[i]]; need != NONE; need = next[need]) {
                int sequence = needing[need];
                if (--open[sequence] == 0) {
                    hold(rules[sequence]);
                }
            }
        }
        return holds;
    }

    private void hold(int rule) {
        if (!holds[rule]) {
            holds[rule] = true;
            found[foundCount++] = rule;
        }
    }

    private static int[] room(int[] array, int at) {
        return at < array.length ? array : Arrays.copyOf(array, 2 * at);
    }
}
