package dev.edgewise.inference.chat.jinja;

/** One rendering: what it has cost so far, and what it may. One thread. */
final class Run {
    /** Most steps: a statement, a value, a turn of a loop, or so many characters or items that are gone over. */
    private static final long STEPS_MAX = 2_000_000;

    private static final int CHARS_PER_STEP = 256;
    private static final int ITEMS_PER_STEP = 16;

    /** Longest text made anywhere, in characters. */
    static final int CHARS_MAX = 16 << 20;

    /** Longest list made anywhere. */
    static final int ITEMS_MAX = 1 << 20;

    /** Most statements and values within one another, calls counted: each takes a part of the thread's stack. */
    private static final int DEPTH_MAX = 600;

    private final long millis;
    private long steps;
    private int depth;

    /** @param millis the wall clock, since 1970 */
    Run(long millis) {
        this.millis = millis;
    }

    long millis() {
        return millis;
    }

    void step() {
        if (++steps > STEPS_MAX) {
            throw new JinjaException("the template takes more than " + STEPS_MAX + " steps");
        }
    }

    /** A step that others are part of, until {@link #leave}. */
    void enter() {
        step();
        if (++depth > DEPTH_MAX) {
            throw new JinjaException("the template is more than " + DEPTH_MAX + " levels deep");
        }
    }

    /** Not called where a step fails: then the run is over. */
    void leave() {
        depth--;
    }

    /** Counts what goes over so many characters. */
    void goesOver(long chars) {
        steps += chars / CHARS_PER_STEP;
        step();
    }

    void goesOverItems(long items) {
        steps += items / ITEMS_PER_STEP;
        step();
    }

    /** The same, for a text that is made of others. */
    void makesText(long chars) {
        if (chars > CHARS_MAX) {
            throw new JinjaException("the template makes a text of more than " + CHARS_MAX + " characters");
        }
        goesOver(chars);
    }

    /** The same, for a list. */
    void makesList(long items) {
        if (items > ITEMS_MAX) {
            throw new JinjaException("the template makes a list of more than " + ITEMS_MAX + " items");
        }
        goesOverItems(items);
    }
}
