package dev.edgewise.inference.generate;

import java.util.List;

/**
 * Lets text through until a stop text comes, wherever its borders fall. Holds back only what may be the beginning of one:
 * fewer characters than the longest stop text has. One thread.
 */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /** Length of the stop text that came. */
    private int found;

    StopTexts(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /** Whether a stop text has come; nothing is let through from then on. */
    boolean stopped() {
        return stopped;
    }

    /** What may be shown now. */
    String add(String text) {
        if (stopped) {
            return "";
        }
        held.append(text);
        int stop = firstStop();
        if (stop >= 0) {
            stopped = true;
            String before = take(stop);
            held.delete(0, found);
            return before;
        }
        return take(held.length() - tailThatMayStop());
    }

    /** What was held back, once nothing more comes. */
    String end() {
        return stopped ? "" : take(held.length());
    }

    /** What came after the stop text. */
    String rest() {
        return stopped ? held.toString() : "";
    }

    private String take(int count) {
        String taken = held.substring(0, count);
        held.delete(0, count);
        return taken;
    }

    private int firstStop() {
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
                found = stop.length();
            }
        }
        return first;
    }

    private int tailThatMayStop() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
