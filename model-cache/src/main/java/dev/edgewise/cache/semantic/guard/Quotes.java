package dev.edgewise.cache.semantic.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text holds word for word: quotes, code, addresses, formulas. */
final class Quotes {
    private static final Pattern LITERAL = Pattern.compile(
            "`([^`]{1,200})`|\"([^\"]{1,200})\"|\u201c([^\u201d]{1,200})\u201d|(?<![\\p{L}\\p{N}])'([^']{1,200})'(?![A-Za-z\\p{N}])"
                    + "|[\u300c\u300e\u300a]([^\u300d\u300f\u300b]{1,200})[\u300d\u300f\u300b]"
                    + "|(https?://\\S+|[\\w.+-]+@[\\w-]+\\.[\\w.]+)"
                    + "|(?<![\\p{L}\\p{N}])([A-Za-z\\p{N}]{0,6}(?: ?[-+*/^=<>\u00d7\u00f7] ?[\\p{N}A-Za-z]{1,6}){1,8})(?![A-Za-z])");
    private static final Pattern SIGN = Pattern.compile("[+*/^=<>\u00d7\u00f7-]");
    private static final Pattern DIGIT = Pattern.compile("\\p{N}");

    private Quotes() {}

    /** The literals, squeezed; those that are formulas keep their signs. */
    static List<String> read(String text) {
        var quotes = new ArrayList<String>();
        Matcher matcher = LITERAL.matcher(text);
        while (matcher.find()) {
            String formula = matcher.group(7);
            if (formula == null) {
                String code = matcher.group(1);
                String squeezed = squeeze(matcher.group());
                if (code != null && SIGN.matcher(code).find()) {
                    quotes.add("=" + code.replace(" ", ""));
                } else if (!squeezed.isEmpty()) {
                    quotes.add(squeezed);
                }
            } else if (SIGN.matcher(formula).find()
                    && DIGIT.matcher(formula).find()
                    && formula.matches(".*[+*^=<>\u00d7\u00f7/].*")) {
                quotes.add("=" + formula.replace(" ", "").toLowerCase(Locale.ROOT));
            }
        }
        return List.copyOf(quotes);
    }

    /** Letters and digits only, in lower case. */
    static String squeeze(String text) {
        var squeezed = new StringBuilder(text.length());
        text.codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(c -> squeezed.appendCodePoint(Character.toLowerCase(c)));
        return squeezed.toString();
    }

    /** Whether a literal of one text is nowhere in the other. */
    static boolean missing(GuardText.Reading own, GuardText.Reading other) {
        for (String quote : own.quotes()) {
            boolean there = quote.startsWith("=")
                    ? other.quotes().contains(quote)
                    : other.squeezed().contains(quote);
            if (!there) {
                return true;
            }
        }
        return false;
    }
}
