package dev.edgewise.inference.store.scan;

import java.util.List;

/**
 * Whether a regular expression takes a time in proportion to the text, whatever the text. The library tries one way after
 * another from every place, so a loop is allowed only where nothing after it can fail; or else where the next way takes the
 * same run of characters whole, as those of the GPT family do ({@code \s*[\r\n]+|\s+(?!\S)|\s+}). No loops in loops, no looking
 * back, no references.
 */
final class PatternCheck {
    static final int CHARACTERS_MAX = 4096;

    /** Ways to match the parts that are repeated a bounded number of times, together. */
    private static final long WAYS_MAX = 256;

    /** Characters and places that are tried from one place of the text, those of loops counted once. */
    private static final long STEPS_MAX = 1024;

    private static final PatternItem NOT_FOLLOWED_BY_TEXT = PatternItem.look("(?!\\S)");
    private static final PatternItem AT_THE_END = PatternItem.look("$");

    private PatternCheck() {}

    /** @throws RefusedModelException if it is not known to be harmless */
    static void check(String regex) throws RefusedModelException {
        if (regex.isEmpty() || regex.length() > CHARACTERS_MAX) {
            throw new RefusedModelException(
                    "it has a pattern of " + regex.length() + " characters; 1 to " + CHARACTERS_MAX + " are read");
        }
        try {
            List<List<PatternItem>> ways = new PatternParser(regex).parse();
            long cost = 0;
            long steps = 0;
            for (int i = 0; i < ways.size(); i++) {
                cost = Math.addExact(cost, way(ways, i));
                steps = Math.addExact(steps, PatternItem.steps(ways.get(i)));
            }
            if (cost > WAYS_MAX) {
                throw new UnsurePatternException("there are too many ways to match it");
            }
            if (steps > STEPS_MAX) {
                throw new UnsurePatternException("it tries more than " + STEPS_MAX + " characters from each place");
            }
        } catch (ArithmeticException e) {
            throw refused(regex, "there are too many ways to match it");
        } catch (UnsurePatternException e) {
            throw refused(regex, e.getMessage());
        }
    }

    private static RefusedModelException refused(String regex, String why) {
        return new RefusedModelException("its pattern " + Operators.quote(regex)
                + " is not known to take a time in proportion to the text: " + why);
    }

    private static long way(List<List<PatternItem>> ways, int number) throws UnsurePatternException {
        List<PatternItem> items = ways.get(number);
        if (items.stream().allMatch(PatternItem::nullable)) {
            throw new UnsurePatternException("it matches where nothing stands");
        }
        int loops = 0;
        long cost = 1;
        for (int i = 0; i < items.size(); i++) {
            PatternItem item = items.get(i);
            cost = Math.multiplyExact(cost, item.ways());
            if (item.endless() && canFail(items, i + 1)) {
                if (++loops > 1 || !item.single() || !taken(ways, number, i)) {
                    throw new UnsurePatternException("what stands after " + item.text() + " can fail");
                }
            }
        }
        return cost;
    }

    private static boolean canFail(List<PatternItem> items, int from) {
        return items.stream().skip(from).anyMatch(item -> !item.nullable());
    }

    /** Whether one of the next ways takes the run of a loop whole, and all before it fail on the same run, or take most of it. */
    private static boolean taken(List<List<PatternItem>> ways, int number, int loop) {
        List<PatternItem> items = ways.get(number);
        for (int i = number; i < ways.size(); i++) {
            List<PatternItem> way = ways.get(i);
            if (way.size() <= loop || !same(items, way, loop)) {
                return false;
            }
            boolean takes = way.get(loop).least() == 1 && !canFail(way, loop + 1);
            if (i > number && takes) {
                return true;
            }
            PatternItem last = way.getLast();
            boolean most = last.equals(NOT_FOLLOWED_BY_TEXT) || last.equals(AT_THE_END);
            if (i > number && !(most && way.size() == loop + 2)) {
                return false;
            }
            if (i == number && looks(way, loop)) {
                boolean alone = most && way.size() == loop + 2;
                if (!alone) {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean looks(List<PatternItem> way, int loop) {
        return way.stream().skip(loop + 1L).anyMatch(PatternItem::zeroWidth);
    }

    /** Whether two ways begin alike, and loop over the same characters there. */
    private static boolean same(List<PatternItem> one, List<PatternItem> other, int loop) {
        return one.subList(0, loop).equals(other.subList(0, loop))
                && other.get(loop).endless()
                && other.get(loop).single()
                && one.get(loop).atom().equals(other.get(loop).atom());
    }
}
