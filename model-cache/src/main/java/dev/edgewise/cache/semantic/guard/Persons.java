package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who does it and to whom, where the words of two English texts are the same: "can I sue my landlord" and "can my landlord
 * sue me", "who sold it to Google" and "to whom did Google sell it".
 */
final class Persons {
    /** A person who speaks, or is spoken of. */
    private enum Person {
        I,
        WE,
        HE,
        SHE,
        THEY,
        /** Whoever is asked for. */
        WHO
    }

    private static final Map<String, Person> ACTING =
            Map.of("i", Person.I, "we", Person.WE, "he", Person.HE, "she", Person.SHE, "they", Person.THEY);
    private static final Map<String, Person> SUFFERING = Map.of(
            "me",
            Person.I,
            "us",
            Person.WE,
            "him",
            Person.HE,
            "her",
            Person.SHE,
            "them",
            Person.THEY,
            "whom",
            Person.WHO);

    /** Behind these "me" is only the one who wants to know. */
    private static final Set<String> TELLING = Set.of(
            "tell",
            "help",
            "give",
            "show",
            "let",
            "teach",
            "explain",
            "send",
            "suggest",
            "recommend",
            "advise",
            "for",
            "remind");

    private static final Set<String> HELPING =
            Set.of("do", "can", "could", "should", "would", "will", "may", "must", "shall", "might", "have");

    private Persons() {}

    /** Whether somebody does in one text what is done to him in the other, and all that says something is in both. */
    static boolean turned(GuardText.Reading one, GuardText.Reading other) {
        if (!says(one, other) || !says(other, one)) {
            return false;
        }
        Map<Person, Set<Boolean>> first = sides(one.tokens());
        Map<Person, Set<Boolean>> second = sides(other.tokens());
        for (var side : first.entrySet()) {
            Set<Boolean> others = second.get(side.getKey());
            if (others != null && !others.equals(side.getValue())) {
                return true;
            }
        }
        return false;
    }

    /** Whether one text has all words of the other that say something; "make her call me" only adds who is to see to it. */
    private static boolean says(GuardText.Reading one, GuardText.Reading other) {
        for (String word : other.content()) {
            if (!one.words().contains(word) && !word.equals("make")) {
                return false;
            }
        }
        return true;
    }

    /** Each person with whether it acts, or is acted on, or both. */
    private static Map<Person, Set<Boolean>> sides(List<Token> tokens) {
        var sides = new EnumMap<Person, Set<Boolean>>(Person.class);
        List<Token> words = new ArrayList<>();
        for (Token token : tokens) {
            if (!token.is(Kind.SYMBOL)) {
                words.add(token);
            }
        }
        for (int at = 0; at < words.size(); at++) {
            String stem = words.get(at).stem();
            Person acts = ACTING.get(stem);
            Person suffers = SUFFERING.get(stem);
            if (acts != null) {
                // "I am blocked" and "they blocked me" are one.
                sides.computeIfAbsent(acts, key -> new HashSet<>()).add(!passive(words, at));
            } else if (suffers != null && !asked(words, at) && !owner(words, at)) {
                sides.computeIfAbsent(suffers, key -> new HashSet<>()).add(false);
            } else if (stem.equals("who") && at + 1 < words.size()) {
                who(words, at, sides);
            }
        }
        sides.forEach((person, both) -> {
            if (both.size() > 1 && !direct(words)) {
                // "How do I know if he is interested" says by itself in whom.
                both.remove(false);
            }
        });
        return sides;
    }

    private static boolean passive(List<Token> words, int at) {
        return at + 2 < words.size()
                && words.get(at + 1).stem().equals("be")
                && English.past(words.get(at + 2).text().toLowerCase(Locale.ROOT));
    }

    /** Whether something is done to a person without a preposition between. */
    private static boolean direct(List<Token> words) {
        for (int at = 0; at < words.size(); at++) {
            String stem = words.get(at).stem();
            boolean done = at > 0
                    && SUFFERING.containsKey(stem)
                    && !EnglishReader.filler(words.get(at - 1).stem());
            if (done || ACTING.containsKey(stem) && passive(words, at)) {
                return true;
            }
        }
        return false;
    }

    /** "Who sold it" acts; whom did they sell it to, often written "who", does not. What "who is" means is open. */
    private static void who(List<Token> words, int at, Map<Person, Set<Boolean>> sides) {
        String next = words.get(at + 1).stem();
        if (next.equals("be") || at > 0) {
            return;
        }
        boolean helped = HELPING.contains(next);
        boolean named = helped
                && at + 2 < words.size()
                && (words.get(at + 2).capital()
                        || ACTING.containsKey(words.get(at + 2).stem()));
        if (!helped || named) {
            sides.computeIfAbsent(Person.WHO, key -> new HashSet<>()).add(!helped);
        }
    }

    private static boolean asked(List<Token> words, int at) {
        boolean me = words.get(at).stem().equals("me") || words.get(at).stem().equals("us");
        String before = at > 0 ? words.get(at - 1).stem() : "";
        String earlier = at > 1 ? words.get(at - 2).stem() : "";
        return me && (TELLING.contains(before) || before.equals("to") && TELLING.contains(earlier));
    }

    /** "Her" before a word that says something is hers. */
    private static boolean owner(List<Token> words, int at) {
        return words.get(at).stem().equals("her")
                && at + 1 < words.size()
                && !EnglishReader.filler(words.get(at + 1).stem());
    }
}
