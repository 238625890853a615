package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads English. */
final class EnglishReader {
    private static final Set<String> FILLER =
            Words.set("en-filler.txt").stream().map(English::stem).collect(Collectors.toUnmodifiableSet());

    private final Numbers numbers = new Numbers("en-numbers.txt", BigDecimal.valueOf(1000));
    private final Phrases phrases =
            Phrases.read(Words.lines("en-marks.txt"), phrase -> stems(stemmed(Splitter.split(phrase))));

    GuardText.Reading read(String text) {
        var marks = new ArrayList<Mark>();
        List<Token> joined = numbers.join(Splitter.split(text), marks::add);
        Units.scan(joined, marks::add);
        List<Token> tokens = stemmed(joined);
        phrases.scan(tokens, marks::add);
        List<String> stems = stems(tokens);
        var words = new HashSet<String>();
        stems.forEach(stem -> words.add(Negations.bare(stem)));
        List<Token> content = tokens.stream()
                .filter(token -> !token.is(Kind.SYMBOL) && !FILLER.contains(token.stem()))
                .toList();
        return new GuardText.Reading(
                List.copyOf(marks),
                Negations.english(stems, FILLER),
                Questions.english(stems),
                Set.copyOf(words),
                content);
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
