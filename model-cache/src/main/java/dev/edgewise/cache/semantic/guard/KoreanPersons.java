package dev.edgewise.cache.semantic.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who speaks and who is spoken to in Korean: "내 잔액" is not "네 잔액". */
final class KoreanPersons {
    private static final String SPEAKER = "나";
    private static final String HEARER = "너";

    private static final Map<String, String> NAMES = Map.of(
            "나", SPEAKER,
            "내", SPEAKER,
            "저", SPEAKER,
            "제", SPEAKER,
            "우리", SPEAKER,
            "너", HEARER,
            "네", HEARER,
            "니", HEARER,
            "당신", HEARER,
            "너희", HEARER);

    private KoreanPersons() {}

    /** All forms of "I", and of "you", as one; other stems as they are. */
    static String named(String stem) {
        return NAMES.getOrDefault(stem, stem);
    }

    /** Whether one text is of the speaker and the other of the hearer, and all else that they say the same. */
    static boolean turned(GuardText.Reading one, GuardText.Reading other) {
        Set<String> first = persons(one.tokens());
        Set<String> second = persons(other.tokens());
        return first.size() == 1
                && second.size() == 1
                && !first.equals(second)
                && KoreanReader.said(one.tokens()).equals(KoreanReader.said(other.tokens()));
    }

    private static Set<String> persons(List<Token> tokens) {
        var persons = new HashSet<String>();
        for (Token token : tokens) {
            String person = NAMES.get(token.stem());
            // Alone it is "that" as well.
            boolean pointing = token.stem().equals("저") && token.role().isEmpty();
            if (person != null && !pointing) {
                persons.add(person);
            }
        }
        return persons;
    }
}
