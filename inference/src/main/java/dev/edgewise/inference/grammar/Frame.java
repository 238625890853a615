package dev.edgewise.inference.grammar;

import org.jspecify.annotations.Nullable;

/** A place in a grammar, and where to go on when its sequence is done. Those of one start are for one thread at a time. */
final class Frame {
    private static final Frame[] NONE = {};
    /** From so many on they are found by a table. */
    private static final int LISTED_MAX = 8;

    final int place;

    /** Null at the end of the grammar. */
    final @Nullable Frame parent;

    /** The places that were gone on to from here, each once, so that stacks that are alike are the same. */
    private @Nullable Frame[] above = NONE;

    private int count;

    Frame(int place, @Nullable Frame parent) {
        this.place = place;
        this.parent = parent;
    }

    /** The frame of a place above this one. */
    Frame push(int next) {
        boolean listed = above.length <= LISTED_MAX;
        int at = listed ? 0 : slot(next);
        while (at < above.length && above[at] != null) {
            Frame known = above[at];
            if (known.place == next) {
                return known;
            }
            at = listed ? at + 1 : at + 1 & above.length - 1;
        }
        var fresh = new Frame(next, this);
        if (at == above.length || !listed && count * 2 >= above.length) {
            grow();
            insert(fresh);
        } else {
            above[at] = fresh;
        }
        count++;
        return fresh;
    }

    private void grow() {
        @Nullable Frame[] before = above;
        above = new Frame[Math.max(2, before.length * 2)];
        for (Frame frame : before) {
            if (frame != null) {
                insert(frame);
            }
        }
    }

    private void insert(Frame fresh) {
        int at = above.length <= LISTED_MAX ? 0 : slot(fresh.place);
        while (above[at] != null) {
            at = at + 1 & above.length - 1;
        }
        above[at] = fresh;
    }

    private int slot(int next) {
        int mixed = next * 0x9E3779B9;
        return (mixed ^ mixed >>> 16) & above.length - 1;
    }
}
