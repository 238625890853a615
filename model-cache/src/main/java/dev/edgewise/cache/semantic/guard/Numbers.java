package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Mark.Weight;
import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers: digits, words, scales ({@code 3만 5천}, {@code two hundred}, {@code 10k}), ordinals. One number becomes
 * one token, whose stem is {@code #} and its value.
 */
final class Numbers {
    private static final Pattern GLUED = Pattern.compile("(\\d[\\d,]*(?:\\.\\d+)?)(\\p{L}+)");
    private static final Pattern PLAIN = Pattern.compile("\\d+(?:\\.\\d+)?");
    /** No number worth telling apart is longer, in digits. */
    private static final int DIGITS_MAX = 30;

    private static final Set<String> LISTS = Set.of("top", "best", "favorite", "favourite", "greatest");
    private static final Set<String> COUNTERS = Words.set("ko-counters.txt");

    /** Digits of a language in words. */
    private final Map<String, BigDecimal> digits = new HashMap<>();
    /** Words that multiply what comes before. */
    private final Map<String, BigDecimal> scales = new HashMap<>();
    /** Values of these words say little on their own: one, first, half. */
    private final Map<String, BigDecimal> faint = new HashMap<>();
    /** Whether 10,000 is where a number begins anew, and not 1,000. */
    private final BigDecimal group;

    Numbers(String list, BigDecimal group) {
        this.group = group;
        for (var pair : Words.pairs(list).entrySet()) {
            String value = pair.getValue();
            switch (value.charAt(0)) {
                case '*' -> scales.put(pair.getKey(), new BigDecimal(value.substring(1)));
                case '~' -> faint.put(pair.getKey(), new BigDecimal(value.substring(1)));
                default -> digits.put(pair.getKey(), new BigDecimal(value));
            }
        }
    }

    /** The tokens with their numbers joined; tells each number. */
    List<Token> join(List<Token> tokens, Consumer<Mark> said) {
        var joined = new ArrayList<Token>(tokens.size());
        for (int at = 0; at < tokens.size(); ) {
            Token token = tokens.get(at);
            Matcher glued = token.is(Kind.CODE) ? GLUED.matcher(token.stem()) : null;
            if (glued != null && glued.matches()) {
                at = glued(tokens, at, glued, joined, said);
            } else if (begins(tokens, at)) {
                at = number(tokens, at, joined, said);
            } else {
                joined.add(token);
                at++;
            }
        }
        return joined;
    }

    private boolean korean() {
        return group.intValue() > 1000;
    }

    private boolean begins(List<Token> tokens, int at) {
        Token token = tokens.get(at);
        if (token.is(Kind.NUMBER)) {
            return true;
        }
        boolean numeral = digit(token.stem()) != null
                || scales.containsKey(token.stem()) && token.stem().length() > 1;
        return korean()
                ? token.role().equals(KoreanReader.NUMERAL) && counts(tokens, at)
                : numeral && token.role().isEmpty();
    }

    /** A Korean numeral of one syllable is often a part of another word: it counts in a row, or before what is counted. */
    private boolean counts(List<Token> tokens, int at) {
        Token token = tokens.get(at);
        if (digit(token.stem()) == null && !scales.containsKey(token.stem())) {
            return false;
        }
        if (at + 1 >= tokens.size()) {
            return token.stem().length() > 1;
        }
        Token next = tokens.get(at + 1);
        boolean row = next.role().equals(KoreanReader.NUMERAL)
                && (digit(next.stem()) != null || scales.containsKey(next.stem()));
        return row || token.stem().length() > 1 || COUNTERS.contains(next.stem()) || Units.known(next.stem());
    }

    /** {@code 10k}, {@code 5km}, {@code 2nd}. */
    private int glued(List<Token> tokens, int at, Matcher glued, List<Token> joined, Consumer<Mark> said) {
        Token token = tokens.get(at);
        String ending = glued.group(2);
        BigDecimal value = plain(glued.group(1));
        if (value == null) {
            joined.add(token);
            return at + 1;
        }
        BigDecimal scale = scales.get(ending);
        if (scale != null) {
            tell(token, value.multiply(scale), Weight.NEAR, joined, said);
        } else if (ending.equals("st") || ending.equals("nd") || ending.equals("rd") || ending.equals("th")) {
            tell(token, value, Weight.NEAR, joined, said);
        } else if (Units.known(ending)) {
            tell(token, value, Weight.NEAR, joined, said);
            joined.add(new Token(
                    ending, ending, Kind.WORD, token.start() + glued.group(1).length()));
        } else {
            joined.add(token);
        }
        return at + 1;
    }

    private int number(List<Token> tokens, int from, List<Token> joined, Consumer<Mark> said) {
        Token first = tokens.get(from);
        if (first.is(Kind.NUMBER) && first.text().indexOf('.') != first.text().lastIndexOf('.')) {
            // Several points: a version or an address.
            said.accept(new Mark(GuardRule.NUMBER, "version", first.text(), Weight.NEAR));
            joined.add(first);
            return from + 1;
        }
        var sum = new Sum();
        Weight weight = Weight.OPPOSED;
        int at = from;
        for (; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            if (korean() && !token.is(Kind.NUMBER) && !token.role().equals(KoreanReader.NUMERAL)) {
                break;
            }
            BigDecimal scale = token.is(Kind.NUMBER) ? null : scales.get(token.stem());
            BigDecimal digit = token.is(Kind.NUMBER) ? plain(token.text()) : digit(token.stem());
            if (scale != null) {
                sum.scale(scale, group);
                weight = Weight.NEAR;
            } else if (digit != null && (sum.digit == null || joins(sum.digit, digit, token))) {
                sum.digit = sum.digit == null ? digit : sum.digit.add(digit);
                weight = faint.containsKey(token.stem()) ? weight : Weight.NEAR;
            } else if (!(token.stem().equals("and") && hundreds(tokens, at))) {
                break;
            }
        }
        if (at == from) {
            joined.add(first);
            return from + 1;
        }
        boolean counted = at < tokens.size() && Units.known(tokens.get(at).stem());
        if (at == from + 1 && !counted && year(first)) {
            said.accept(new Mark(GuardRule.DATE, "year", first.text(), Weight.NEAR));
            joined.add(new Token(first.text(), "#" + first.text(), Kind.NUMBER, first.start()));
        } else {
            tell(first, sum.value(), listed(tokens, from, at) ? Weight.OPPOSED : weight, joined, said);
        }
        return at;
    }

    /** "Top ten", "five best": how long a list is to be, which many leave open. */
    private static boolean listed(List<Token> tokens, int from, int to) {
        return from > 0 && LISTS.contains(tokens.get(from - 1).stem())
                || to < tokens.size() && LISTS.contains(tokens.get(to).stem());
    }

    /** A number while it is read: thousand by thousand, or in East Asia ten thousand by ten thousand. */
    private static final class Sum {
        private BigDecimal total = BigDecimal.ZERO;
        private BigDecimal section = BigDecimal.ZERO;
        private @Nullable BigDecimal digit;

        void scale(BigDecimal scale, BigDecimal group) {
            if (scale.compareTo(group) >= 0) {
                BigDecimal times = digit == null ? section : section.add(digit);
                total = total.add((times.signum() == 0 ? BigDecimal.ONE : times).multiply(scale));
                section = BigDecimal.ZERO;
            } else {
                section = section.add((digit == null ? BigDecimal.ONE : digit).multiply(scale));
            }
            digit = null;
        }

        BigDecimal value() {
            return total.add(section).add(digit == null ? BigDecimal.ZERO : digit);
        }
    }

    private @Nullable BigDecimal digit(String word) {
        BigDecimal digit = digits.get(word);
        return digit == null ? faint.get(word) : digit;
    }

    /** Twenty and five make one number, five and six do not. */
    private static boolean joins(BigDecimal current, BigDecimal digit, Token token) {
        return token.is(Kind.WORD)
                && digit.compareTo(BigDecimal.TEN) < 0
                && current.compareTo(BigDecimal.TEN) > 0
                && current.remainder(BigDecimal.TEN).signum() == 0;
    }

    /** The "and" of two hundred and five. */
    private boolean hundreds(List<Token> tokens, int at) {
        return at > 0
                && at + 1 < tokens.size()
                && digits.containsKey(tokens.get(at + 1).stem())
                && scales.containsKey(tokens.get(at - 1).stem());
    }

    /** Four digits of the last or the next hundred years or two. */
    private static boolean year(Token token) {
        String text = token.text();
        return token.is(Kind.NUMBER) && text.length() == 4 && text.compareTo("1800") >= 0 && text.compareTo("2100") < 0;
    }

    private static @Nullable BigDecimal plain(String digits) {
        String bare = digits.replace(",", "");
        return bare.length() <= DIGITS_MAX && PLAIN.matcher(bare).matches() ? new BigDecimal(bare) : null;
    }

    private static void tell(Token token, BigDecimal value, Weight weight, List<Token> joined, Consumer<Mark> said) {
        String plain = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        said.accept(new Mark(GuardRule.NUMBER, "number", plain, weight));
        joined.add(new Token(token.text(), "#" + plain, Kind.NUMBER, token.role(), token.start()));
    }
}
