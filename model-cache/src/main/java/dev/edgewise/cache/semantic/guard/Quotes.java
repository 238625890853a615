package dev.edgewise.cache.semantic.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text holds word for word: quotes, code, addresses, formulas. */
final class Quotes {
    private static final Pattern LITERAL = Pattern.compile(
            "`([^`]{1,200})`|\"{1,4}([^\"]{1,200})\"{1,4}|\u201c([^\u201d]{1,200})\u201d|(?<![\\p{L}\\p{N}])'([^']{1,200})'(?![A-Za-z\\p{N}])"
                    + "|[\u300c\u300e\u300a]([^\u300d\u300f\u300b]{1,200})[\u300d\u300f\u300b]"
                    + "|(https?://\\S+|(?<![\\w.+-])[\\w.+-]{1,64}+@[\\w-]{1,255}\\.[\\w.]{1,255})"
                    + "|(?<![\\p{L}\\p{N}])([A-Za-z\\p{N}]{0,6}(?: ?[-+*/^=<>\u00d7\u00f7] ?[\\p{N}A-Za-z]{1,6}){1,8})(?![A-Za-z])");
    private static final Pattern SIGN = Pattern.compile("[+*/^=<>\u00d7\u00f7-]");
    private static final Pattern LIST = Pattern.compile("=[\\p{L}\\p{N}/]+");
    private static final Pattern DIGIT = Pattern.compile("\\p{N}");

    private Quotes() {}

    /**
     * A literal.
     *
     * @param squeezed its letters and digits; of a formula all but the spaces, behind a {@code =}
     * @param stems the stems of its words, squeezed too; of a formula empty
     */
    record Quote(String squeezed, String stems) {
        boolean formula() {
            return squeezed.startsWith("=");
        }

        /** "500/1000" may be a list as well as a fraction. */
        boolean list() {
            return formula() && LIST.matcher(squeezed).matches();
        }
    }

    /** The literals. */
    static List<Quote> read(String text) {
        var quotes = new ArrayList<Quote>();
        Matcher matcher = LITERAL.matcher(text);
        while (matcher.find()) {
            String formula = matcher.group(7);
            if (formula == null) {
                String code = matcher.group(1);
                String squeezed = squeeze(matcher.group());
                if (code != null && SIGN.matcher(code).find()) {
                    quotes.add(new Quote("=" + code.replace(" ", ""), ""));
                } else if (!squeezed.isEmpty()) {
                    quotes.add(new Quote(squeezed, stems(Splitter.split(matcher.group()))));
                }
            } else if (SIGN.matcher(formula).find()
                    && DIGIT.matcher(formula).find()
                    && formula.matches(".*[+*^=<>\u00d7\u00f7/].*")) {
                quotes.add(new Quote("=" + formula.replace(" ", "").toLowerCase(Locale.ROOT), ""));
            }
        }
        return List.copyOf(quotes);
    }

    private static String stems(List<Token> tokens) {
        var stems = new StringBuilder();
        for (Token token : tokens) {
            if (!token.is(Token.Kind.SYMBOL) && !EnglishReader.ARTICLES.contains(token.stem())) {
                stems.append(English.stem(token.stem()));
            }
        }
        return stems.toString();
    }

    /** Letters and digits only, in lower case. */
    static String squeeze(String text) {
        var squeezed = new StringBuilder(text.length());
        text.codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(c -> squeezed.appendCodePoint(Character.toLowerCase(c)));
        return squeezed.toString();
    }

    /** Whether a literal of one text is nowhere in the other; with another ending it is still the same. */
    static boolean missing(GuardText.Reading own, GuardText.Reading other) {
        for (Quote quote : own.quotes()) {
            if (quote.formula() ? unmet(quote, other) : !held(quote, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean held(Quote quote, GuardText.Reading other) {
        return other.squeezed().contains(quote.squeezed)
                || !quote.stems.isEmpty() && stems(other.tokens()).contains(quote.stems);
    }

    private static boolean unmet(Quote formula, GuardText.Reading other) {
        boolean asked = !formula.list() || other.quotes().stream().anyMatch(Quote::formula);
        return asked && !other.quotes().contains(formula);
    }
}
