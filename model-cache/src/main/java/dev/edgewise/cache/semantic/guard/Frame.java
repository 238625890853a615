package dev.edgewise.cache.semantic.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Two texts that are one but for a word that stands for another: a minimal edit, in which that word is the point. Other
 * wordings of one question seldom have all else in common.
 */
final class Frame {
    /** A frame has at least so many words. */
    private static final int WORDS_MIN = 2;

    /** Stems in which two texts of free order may differ, both counted. */
    private static final int EDIT_MAX = 3;

    /** Tokens that may differ between texts that are much alike; a Chinese word is two. */
    private static final int CHANGED_MAX = 4;

    private Frame() {}

    /**
     * Whether one word has been put for another that does not mean the same.
     *
     * @param first stems in order, without signs and articles
     * @param quiet words that may change without consequence
     */
    static boolean replaced(List<String> first, List<String> second, Synonyms synonyms, Set<String> quiet) {
        if (first.size() != second.size() || first.size() < WORDS_MIN + 1) {
            return false;
        }
        int at = -1;
        for (int i = 0; i < first.size(); i++) {
            if (!first.get(i).equals(second.get(i))) {
                if (at >= 0) {
                    return false;
                }
                at = i;
            }
        }
        return at >= 0
                && (Contrasts.oppose(first.get(at), second.get(at))
                        || differ(first.get(at), second.get(at), synonyms, quiet));
    }

    /**
     * Whether two texts of a language that is not read word by word have the same beginning and end, most of them, and
     * but a few words of difference: it may be a denial.
     */
    static boolean alike(List<String> first, List<String> second) {
        int shorter = Math.min(first.size(), second.size());
        int head = head(first, second, shorter);
        int tail = tail(first, second, shorter - head);
        int changed = Math.max(first.size(), second.size()) - head - tail;
        return changed > 0 && changed <= CHANGED_MAX && 2 * (head + tail) >= shorter;
    }

    /** The same where the order is free: sorted stems. */
    static boolean swapped(List<String> first, List<String> second, Synonyms synonyms, Set<String> quiet) {
        if (Math.min(first.size(), second.size()) < WORDS_MIN) {
            return false;
        }
        var own = new ArrayList<String>();
        var other = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < first.size() || j < second.size()) {
            int order = i == first.size()
                    ? 1
                    : j == second.size() ? -1 : first.get(i).compareTo(second.get(j));
            if (order == 0) {
                i++;
                j++;
            } else if (order < 0) {
                own.add(first.get(i++));
            } else {
                other.add(second.get(j++));
            }
        }
        return !own.isEmpty()
                && !other.isEmpty()
                // A compound such as 세탁기 is two stems.
                && own.size() + other.size() <= EDIT_MAX
                && own.stream().allMatch(one -> other.stream().allMatch(two -> differ(one, two, synonyms, quiet)));
    }

    /**
     * Whether what differs between two texts stands in one place, all that says something before and after it alike;
     * words that tell how may come and go.
     */
    static boolean exchanged(List<String> first, List<String> second) {
        int shorter = Math.min(first.size(), second.size());
        int head = head(first, second, shorter);
        int tail = tail(first, second, shorter - head);
        int own = first.size() - head - tail;
        int other = second.size() - head - tail;
        // A compound such as 세탁기 is two stems.
        return own > 0 && other > 0 && own + other <= EDIT_MAX;
    }

    private static int head(List<String> first, List<String> second, int most) {
        int head = 0;
        while (head < most && first.get(head).equals(second.get(head))) {
            head++;
        }
        return head;
    }

    private static int tail(List<String> first, List<String> second, int most) {
        int tail = 0;
        while (tail < most && first.get(first.size() - 1 - tail).equals(second.get(second.size() - 1 - tail))) {
            tail++;
        }
        return tail;
    }

    private static boolean differ(String one, String other, Synonyms synonyms, Set<String> quiet) {
        return !quiet.contains(one)
                && !quiet.contains(other)
                && !synonyms.same(one, other)
                && !Spelling.close(one, other);
    }
}
