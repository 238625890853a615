package dev.edgewise.inference.chat.jinja;

/** One rendering: what it has cost so far, and what it may. One thread. */
final class Run {
    /** Most steps: a statement, a value, a turn of a loop, or so many characters or items that are gone over. */
    private static final long STEPS_MAX = 2_000_000;

    private static final int CHARS_PER_STEP = 256;
    private static final int ITEMS_PER_STEP = 16;

    /** How many items an item counts for that is made with the list. */
    private static final int OBJECT_ITEMS = 8;

    /** Longest text made anywhere, in characters. */
    static final int CHARS_MAX = 16 << 20;

    /** Most characters of all texts made in one rendering together: some may be held until its end. */
    private static final long CHARS_TOTAL_MAX = 64L << 20;

    /** Longest list made anywhere. */
    static final int ITEMS_MAX = 1 << 20;

    /** Most statements and values within one another, calls counted: each takes a part of the thread's stack. */
    private static final int DEPTH_MAX = 600;

    private final long millis;
    private long steps;
    private long charsMade;
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
        charsMade += chars;
        if (charsMade > CHARS_TOTAL_MAX) {
            throw new JinjaException("the template makes more than " + CHARS_TOTAL_MAX + " characters in all");
        }
        goesOver(chars);
    }

    /** Fails where a text that grows is too long, and counts nothing. */
    void mayHold(long chars) {
        if (chars > CHARS_MAX) {
            makesText(chars);
        }
    }

    /** Counts a search that may compare every place of the text with the whole part. */
    void seeks(String text, String part) {
        goesOver(text.length() + Math.max(0, (text.length() - part.length() + 1L) * part.length()));
    }

    /** The same, for a list. */
    void makesList(long items) {
        if (items > ITEMS_MAX) {
            throw new JinjaException("the template makes a list of more than " + ITEMS_MAX + " items");
        }
        goesOverItems(items);
    }

    /** The same, where every item is an object of its own. */
    void makesItems(long items) {
        makesList(items);
        goesOverItems((OBJECT_ITEMS - 1) * items);
    }
}
