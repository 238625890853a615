package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads English. */
final class EnglishReader {
    private static final Set<String> FILLER =
            Words.set("en-filler.txt").stream().map(English::stem).collect(Collectors.toUnmodifiableSet());

    private static final List<String> MARKS =
            List.of("en-days.txt", "en-opposites.txt", "en-things.txt", "en-names.txt");
    static final Set<String> ARTICLES = Set.of("a", "an", "the", "please");
    /** Words that may come and go inside one frame. */
    static final Set<String> QUIET = Stream.concat(
                    FILLER.stream(), Words.set("en-quiet.txt").stream().map(English::stem))
            .collect(Collectors.toUnmodifiableSet());

    static final Synonyms SYNONYMS = new Synonyms(Words.lines("en-synonyms.txt"), English::stem);

    private final Numbers numbers = new Numbers("en-numbers.txt", BigDecimal.valueOf(1000));
    private final Phrases phrases = Phrases.read(lists(), phrase -> stems(stemmed(Splitter.split(phrase))));

    private static List<String> lists() {
        var lines = new ArrayList<>(Words.lines(MARKS));
        for (String pair : Words.lines("en-negated.txt")) {
            String plain = pair.substring(0, pair.indexOf(':'));
            lines.add("[polarity axis un" + plain + Mark.TURNS + "]");
            lines.add("plain: " + plain);
            lines.add("denied: " + pair.substring(pair.indexOf(':') + 1));
        }
        return lines;
    }

    /**
     * Reads a text.
     *
     * @param signs what it says in signs
     */
    GuardText.Reading read(String text, String signs) {
        var marks = new ArrayList<Mark>();
        List<Token> joined = numbers.join(Splitter.split(text), marks::add);
        Units.scan(joined, marks::add);
        List<Token> tokens = stemmed(joined);
        var known = new BitSet();
        phrases.scan(tokens, (mark, from, to) -> {
            marks.add(mark);
            if (mark.rule() == GuardRule.ENTITY) {
                known.set(from, to);
            }
        });
        List<String> stems = stems(tokens);
        var words = new HashSet<String>();
        words.addAll(stems);
        return new GuardText.Reading(
                List.copyOf(marks),
                Negations.english(stems),
                Questions.english(stems),
                Set.copyOf(words),
                List.copyOf(tokens),
                content(tokens),
                frame(tokens),
                Names.english(tokens, known, FILLER),
                Quotes.read(text),
                signs,
                Quotes.squeeze(text),
                initials(tokens),
                Order.english(tokens, FILLER),
                Map.of(),
                Order.NOWHERE);
    }

    /** Whether a stem says nothing on its own. */
    static boolean filler(String stem) {
        return FILLER.contains(stem);
    }

    private static List<String> content(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> !token.is(Kind.SYMBOL) && !FILLER.contains(token.stem()))
                .map(Token::stem)
                .toList();
    }

    private static List<String> frame(List<Token> tokens) {
        // "Is a bigger than b": beside another name of one letter it is one.
        boolean names = tokens.stream().anyMatch(EnglishReader::letter);
        return tokens.stream()
                .filter(token -> !token.is(Kind.SYMBOL)
                        && (!ARTICLES.contains(token.stem())
                                || names && token.stem().equals("a")))
                .map(Token::stem)
                .toList();
    }

    private static boolean letter(Token token) {
        return token.is(Kind.WORD)
                && token.stem().length() == 1
                && token.text().length() == 1
                && !"ai".contains(token.stem());
    }

    private static String initials(List<Token> tokens) {
        var initials = new StringBuilder();
        for (Token token : tokens) {
            if (token.is(Kind.WORD) && !token.stem().isEmpty()) {
                initials.append(token.stem().charAt(0));
            }
        }
        return initials.toString();
    }

    private static List<Token> stemmed(List<Token> tokens) {
        return tokens.stream()
                .map(token -> token.is(Kind.WORD)
                        ? new Token(token.text(), English.stem(token.stem()), Kind.WORD, token.role(), token.start())
                        : token)
                .toList();
    }

    private static List<String> stems(List<Token> tokens) {
        return tokens.stream().map(Token::stem).toList();
    }
}
