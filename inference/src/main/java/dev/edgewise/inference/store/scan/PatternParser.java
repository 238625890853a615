package dev.edgewise.inference.store.scan;

import java.util.ArrayList;
import java.util.List;

/** Reads regular expressions as the tokenizer library's engine (Oniguruma) does; what is rare is refused. One thread. */
final class PatternParser {
    private static final int DEPTH_MAX = 8;
    private static final int COUNT_MAX = 256;

    /** Letters after a backslash that stand for one character. */
    private static final String CHARACTERS = "sSdDwWhHnrtfvae0";

    /** Those that stand for a place. */
    private static final String PLACES = "bBAzZ";

    private final String regex;
    private int at;

    PatternParser(String regex) {
        this.regex = regex;
    }

    /** The ways to match it, in order. */
    List<List<PatternItem>> parse() throws UnsurePatternException {
        if (regex.startsWith("(?i)")) {
            at = 4;
        }
        List<List<PatternItem>> ways = ways(0);
        if (at < regex.length()) {
            throw unknown();
        }
        return ways;
    }

    private List<List<PatternItem>> ways(int depth) throws UnsurePatternException {
        if (depth > DEPTH_MAX) {
            throw new UnsurePatternException("its groups lie in each other more than " + DEPTH_MAX + " deep");
        }
        List<List<PatternItem>> ways = new ArrayList<>();
        do {
            List<PatternItem> items = new ArrayList<>();
            while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
                items.add(item(depth));
            }
            ways.add(items);
        } while (take('|'));
        return ways;
    }

    private PatternItem item(int depth) throws UnsurePatternException {
        int from = at;
        char first = regex.charAt(at);
        if (first == '(') {
            return group(depth);
        }
        if (first == '[') {
            set();
        } else if (first == '\\') {
            if (escape()) {
                return PatternItem.look(regex.substring(from, at));
            }
        } else if (first == '^' || first == '$') {
            at++;
            return PatternItem.look(String.valueOf(first));
        } else if ("*+?{".indexOf(first) >= 0) {
            throw unknown();
        } else {
            at += Character.charCount(regex.codePointAt(at));
        }
        String atom = regex.substring(from, at);
        int[] counts = counts();
        return PatternItem.character(atom, counts[0], counts[1]);
    }

    private PatternItem group(int depth) throws UnsurePatternException {
        int from = at;
        boolean look = regex.startsWith("(?=", at) || regex.startsWith("(?!", at);
        if (look || regex.startsWith("(?:", at)) {
            at += 3;
        } else if (regex.startsWith("(?i:", at)) {
            at += 4;
        } else if (regex.startsWith("(?", at) || regex.startsWith("(*", at)) {
            throw unknown();
        } else {
            at++;
        }
        List<List<PatternItem>> ways = ways(depth + 1);
        if (!take(')')) {
            throw unknown();
        }
        String atom = regex.substring(from, at);
        boolean endless = false;
        boolean nullable = false;
        long cost = 0;
        long steps = 0;
        for (List<PatternItem> way : ways) {
            long product = 1;
            for (int i = 0; i < way.size(); i++) {
                PatternItem item = way.get(i);
                product = Math.multiplyExact(product, item.ways());
                endless |= item.endless();
                if (item.endless() && way.stream().skip(i + 1L).anyMatch(next -> !next.nullable())) {
                    throw new UnsurePatternException("what stands after " + item.text() + " can fail");
                }
            }
            cost = Math.addExact(cost, product);
            steps = Math.addExact(steps, PatternItem.steps(way));
            nullable |= way.stream().allMatch(PatternItem::nullable);
        }
        if (look) {
            if (endless) {
                throw new UnsurePatternException("it looks ahead without a bound");
            }
            return new PatternItem(atom, 1, 1, false, true, cost, steps, false, false);
        }
        int[] counts = counts();
        if (counts[1] == PatternItem.ENDLESS || counts[1] > 1 && (endless || nullable)) {
            throw new UnsurePatternException("it repeats the group " + Operators.quote(atom));
        }
        return new PatternItem(atom, counts[0], counts[1], false, false, cost, steps, endless, nullable);
    }

    /** How often what stands before may stand, least and most. */
    private int[] counts() throws UnsurePatternException {
        int[] counts = {1, 1};
        if (take('*')) {
            counts = new int[] {0, PatternItem.ENDLESS};
            take('+');
        } else if (take('+')) {
            counts = new int[] {1, PatternItem.ENDLESS};
            take('+');
        } else if (take('?')) {
            counts = new int[] {0, 1};
            take('+');
        } else if (at < regex.length() && regex.charAt(at) == '{') {
            counts = braces();
        }
        // Another sign would repeat what is repeated, or have it stand as rarely as can be.
        if (at < regex.length() && "*+?{".indexOf(regex.charAt(at)) >= 0) {
            throw unknown();
        }
        return counts;
    }

    private int[] braces() throws UnsurePatternException {
        int end = regex.indexOf('}', at);
        String[] parts = end < 0 ? new String[0] : regex.substring(at + 1, end).split(",", -1);
        if (parts.length == 0 || parts.length > 2 || parts[0].isEmpty()) {
            throw unknown();
        }
        int least = count(parts[0]);
        int most = parts.length == 1 ? least : PatternItem.ENDLESS;
        if (parts.length == 2 && !parts[1].isEmpty()) {
            most = count(parts[1]);
        }
        if (most < least) {
            throw unknown();
        }
        at = end + 1;
        return new int[] {least, most};
    }

    private int count(String digits) throws UnsurePatternException {
        boolean number = digits.length() <= 4 && digits.chars().allMatch(each -> each >= '0' && each <= '9');
        int count = number && !digits.isEmpty() ? Integer.parseInt(digits) : Integer.MAX_VALUE;
        if (count > COUNT_MAX) {
            throw unknown();
        }
        return count;
    }

    /** Passes over a set of characters, those within it too. */
    private void set() throws UnsurePatternException {
        int depth = 0;
        do {
            if (at >= regex.length()) {
                throw unknown();
            }
            if (regex.startsWith("[:", at)) {
                int end = regex.indexOf(":]", at);
                if (depth == 0 || end < 0) {
                    throw unknown();
                }
                at = end + 2;
            } else if (take('[')) {
                depth++;
                take('^');
                if (at < regex.length() && regex.charAt(at) == ']') {
                    throw unknown();
                }
            } else if (take(']')) {
                depth--;
            } else if (regex.charAt(at) == '\\') {
                escape();
            } else {
                at++;
            }
        } while (depth > 0);
    }

    /** Passes over what begins with a backslash; whether it is a place. */
    private boolean escape() throws UnsurePatternException {
        at++;
        if (at >= regex.length()) {
            throw unknown();
        }
        char kind = regex.charAt(at++);
        if (kind == 'p' || kind == 'P' || kind == 'x' && at < regex.length() && regex.charAt(at) == '{') {
            int end = regex.indexOf('}', at);
            if (end < 0 || regex.charAt(at) != '{' || regex.substring(at, end).contains(" ")) {
                throw unknown();
            }
            at = end + 1;
        } else if (kind == 'x' || kind == 'u') {
            int digits = kind == 'x' ? 2 : 4;
            if (at + digits > regex.length()
                    || !regex.substring(at, at + digits).chars().allMatch(each -> Character.digit(each, 16) >= 0)) {
                throw unknown();
            }
            at += digits;
        } else if (PLACES.indexOf(kind) >= 0) {
            return true;
        } else if (CHARACTERS.indexOf(kind) < 0 && Character.isLetterOrDigit(kind)) {
            throw unknown();
        }
        return false;
    }

    private boolean take(char sign) {
        boolean there = at < regex.length() && regex.charAt(at) == sign;
        at += there ? 1 : 0;
        return there;
    }

    private UnsurePatternException unknown() {
        return new UnsurePatternException("what stands at its character " + (at + 1) + " is not read here");
    }
}
