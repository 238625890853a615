package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** Names that no list knows: capitals inside a sentence, codes, foreign letters. */
final class Names {
    /** From so many words with a capital, and none without, capitals say nothing. */
    private static final int TITLE_WORDS_MIN = 4;

    private Names() {}

    /** The names of an English text, each the stems of the words that stand together. */
    static List<List<String>> english(List<Token> tokens, BitSet known, Set<String> filler) {
        var names = new ArrayList<List<String>>();
        if (titled(tokens, filler)) {
            return codes(tokens);
        }
        List<String> name = new ArrayList<>();
        boolean begins = true;
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            boolean counts = token.is(Kind.WORD)
                    && token.capital()
                    && !filler.contains(token.stem())
                    && !Units.known(token.text().toLowerCase(java.util.Locale.ROOT))
                    && (!begins || acronym(token));
            // A first word with a capital is one when the next has a capital too.
            if (begins
                    && token.is(Kind.WORD)
                    && token.capital()
                    && !filler.contains(token.stem())
                    && follows(tokens, at, filler)) {
                counts = true;
            }
            if (counts && !known.get(at)) {
                name.add(token.stem());
            } else {
                close(name, names);
                if (token.is(Kind.CODE)) {
                    names.add(List.of(token.stem()));
                }
            }
            begins = token.is(Kind.SYMBOL) && ".?!:\"".contains(token.text());
        }
        close(name, names);
        return List.copyOf(names);
    }

    /** The names of a Korean text that are in other letters. */
    static List<List<String>> foreign(List<Token> tokens, BitSet known) {
        var names = new ArrayList<List<String>>();
        List<String> name = new ArrayList<>();
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            boolean latin = !known.get(at)
                    && token.is(Kind.WORD)
                    && !token.text().isEmpty()
                    && token.text().codePointAt(0) < 0x250
                    && Character.isLetter(token.text().codePointAt(0));
            if (latin && !Units.known(token.stem())) {
                name.add(token.stem());
            } else {
                close(name, names);
                if (token.is(Kind.CODE)) {
                    names.add(List.of(token.stem()));
                }
            }
        }
        close(name, names);
        return List.copyOf(names);
    }

    private static void close(List<String> name, List<List<String>> names) {
        if (!name.isEmpty()) {
            names.add(List.copyOf(name));
            name.clear();
        }
    }

    private static List<List<String>> codes(List<Token> tokens) {
        return tokens.stream()
                .filter(token -> token.is(Kind.CODE))
                .map(token -> List.of(token.stem()))
                .toList();
    }

    private static boolean follows(List<Token> tokens, int at, Set<String> filler) {
        return at + 1 < tokens.size()
                && tokens.get(at + 1).is(Kind.WORD)
                && tokens.get(at + 1).capital()
                && !filler.contains(tokens.get(at + 1).stem());
    }

    private static boolean acronym(Token token) {
        return token.text().length() > 1 && token.text().equals(token.text().toUpperCase(java.util.Locale.ROOT));
    }

    /** Whether every word that says something has a capital, as in a headline. */
    private static boolean titled(List<Token> tokens, Set<String> filler) {
        int words = 0;
        boolean fillers = false;
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            if (!token.is(Kind.WORD)) {
                continue;
            }
            if (filler.contains(token.stem())) {
                fillers |= at > 0 && token.capital() && !token.stem().equals("i");
            } else if (token.capital()) {
                words++;
            } else {
                return false;
            }
        }
        return words >= TITLE_WORDS_MIN || fillers;
    }

    /** Whether a name of one text has no counterpart in the other. */
    static boolean missing(GuardText.Reading own, GuardText.Reading other) {
        for (List<String> name : own.names()) {
            if (!known(name, own, other)) {
                return true;
            }
        }
        return false;
    }

    private static boolean known(List<String> name, GuardText.Reading own, GuardText.Reading other) {
        if (other.words().containsAll(name) || other.squeezed().contains(String.join("", name))) {
            return true;
        }
        if (name.size() == 1 && (spelled(name.getFirst(), other.initials()) || close(name.getFirst(), other.words()))) {
            return true;
        }
        if (name.size() > 1 && other.words().contains(initials(name))) {
            return true;
        }
        String last = name.getLast();
        if (name.size() > 1 && other.words().contains(last)) {
            // "Obama" may be "Barack Obama", but "Janet Jackson" is not "Michael Jackson".
            for (List<String> counterpart : other.names()) {
                if (counterpart.contains(last) && !own.words().containsAll(counterpart)) {
                    return false;
                }
            }
            return true;
        }
        return false;
    }

    /** Whether the letters of an acronym begin words that follow one another. */
    private static boolean spelled(String acronym, String initials) {
        return acronym.length() > 1 && acronym.length() < 7 && initials.contains(acronym);
    }

    private static String initials(List<String> name) {
        var initials = new StringBuilder();
        name.forEach(word -> initials.append(word.charAt(0)));
        return initials.toString();
    }

    /** Whether a word is there with a slip of the pen, or with another ending. */
    static boolean close(String word, Set<String> words) {
        if (word.length() < 4) {
            return false;
        }
        for (String other : words) {
            if (Spelling.close(word, other)) {
                return true;
            }
        }
        return false;
    }
}
