package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is asked for: a person, a time, a place, a reason, an amount, a way, a thing, or yes or no. */
final class Questions {
    /** Kinds that no other kind answers. */
    private static final Set<String> STRICT = Set.of("who", "when", "where", "why");

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("who", "who"),
            Map.entry("whom", "who"),
            Map.entry("whose", "who"),
            Map.entry("when", "when"),
            Map.entry("where", "where"),
            Map.entry("why", "why"),
            Map.entry("what", "what"),
            Map.entry("which", "what"),
            Map.entry("how", "how"),
            Map.entry("whats", "what"),
            Map.entry("hows", "how"),
            Map.entry("whos", "who"));
    private static final Set<String> AMOUNTS = Set.of(
            "many", "much", "long", "old", "far", "often", "tall", "big", "deep", "fast", "high", "heavy", "large",
            "wide", "soon");
    /** Words behind which "time" is no moment: "real time", "all time". */
    private static final Set<String> NO_MOMENT =
            Set.of("real", "all", "full", "part", "first", "last", "long", "same", "every", "some", "screen", "run");
    /** What follows "time" where it is the thing asked for, and not the first half of another. */
    private static final Set<String> MOMENT_BEFORE = stems(
            "?", ".", ",", "to", "for", "of", "in", "on", "at", "do", "did", "does", "is", "was", "will", "that",
            "when", "and", "i", "you", "we", "it", "should", "can", "it's");

    private static final Set<String> TIMES = stems("time", "year", "date", "day", "month");
    private static final Set<String> REASONS = stems("reason", "cause", "purpose");
    private static final Set<String> WAYS =
            stems("way", "method", "step", "tip", "process", "procedure", "trick", "technique");
    private static final Set<String> GENERAL = Set.of("what", "how", "yes-no", "why");
    private static final Set<String> PLACES = Set.of("place", "country", "city", "location");
    private static final Set<String> PEOPLE = Set.of("person", "people", "man", "actor", "author", "president");
    private static final Set<String> SEEKING = stems("can", "could", "do", "should", "to", "i", "would");
    /** Words behind which a question word asks. */
    private static final Set<String> OPENERS = stems(
            "?",
            ".",
            "!",
            ":",
            ",",
            "\"",
            "and",
            "or",
            "so",
            "know",
            "tell",
            "say",
            "see",
            "find",
            "explain",
            "out",
            "me",
            "wonder",
            "understand",
            "decide",
            "in",
            "from",
            "to",
            "by",
            "for",
            "of",
            "at",
            "about",
            "with");

    private static final Set<String> SPANS = stems("year", "month", "week", "day", "hour", "minute", "second", "time");
    private static final Map<String, String> MEASURES = stemmed(Map.ofEntries(
            Map.entry("population", "how-many"),
            Map.entry("number", "how-many"),
            Map.entry("amount", "how-many"),
            Map.entry("limit", "how-many"),
            Map.entry("total", "how-many"),
            Map.entry("minimum", "how-many"),
            Map.entry("maximum", "how-many"),
            Map.entry("average", "how-many"),
            Map.entry("cost", "how-many"),
            Map.entry("price", "how-many"),
            Map.entry("salary", "how-many"),
            Map.entry("fee", "how-many"),
            Map.entry("length", "how-long"),
            Map.entry("duration", "how-long"),
            Map.entry("age", "how-old"),
            Map.entry("size", "how-big"),
            Map.entry("distance", "how-far"),
            Map.entry("height", "how-tall")));
    /** How far behind "what" the word may stand that says how much is asked for, in tokens. */
    private static final int AMOUNT_REACH = 5;

    private static final Set<String> AUXILIARIES = Set.of(
            "is", "be", "do", "can", "could", "should", "would", "will", "have", "may", "might", "must", "shall");
    /** How far behind "what" the word may stand that says what is asked for, in tokens. */
    private static final int REACH = 7;

    private Questions() {}

    /** The kinds asked for, in English. */
    static Set<String> english(List<String> stems) {
        var kinds = new TreeSet<String>();
        for (int at = 0; at < stems.size(); at++) {
            String word = WORDS.get(stems.get(at));
            if (word != null && asks(stems, at)) {
                String kind = kind(stems, at, word);
                kinds.add(kind);
                if (kind.equals("where")) {
                    kinds.addAll(seeking(stems, at, word));
                }
            }
        }
        boolean choice = !stems.isEmpty() && AUXILIARIES.contains(stems.getFirst());
        if (kinds.isEmpty() && stems.stream().anyMatch(REASONS::contains)) {
            kinds.add("why");
        } else if (choice) {
            // "Is it so? Why?" asks for both.
            kinds.add(way(stems, 0) ? "how" : "yes-no");
        }
        return Set.copyOf(kinds);
    }

    /** A question word asks at the start of a clause or behind a verb of asking; "students who" and "when I eat" do not. */
    private static boolean asks(List<String> stems, int at) {
        String word = stems.get(at);
        if (at == 0 || word.startsWith("what") || word.startsWith("how") || word.equals("why")) {
            return true;
        }
        return OPENERS.contains(stems.get(at - 1));
    }

    /** "Where can I get" asks for a way as much as for a place, "which city" for a thing. */
    private static Set<String> seeking(List<String> stems, int at, String word) {
        String next = at + 1 < stems.size() ? stems.get(at + 1) : "";
        if (word.equals("what")) {
            return Set.of("what");
        }
        return SEEKING.contains(next) ? Set.of("how", "what") : Set.of();
    }

    private static String kind(List<String> stems, int at, String word) {
        String next = at + 1 < stems.size() ? stems.get(at + 1) : "";
        return switch (word) {
            case "how" -> how(stems, at, next);
            case "what" -> what(stems, at, next);
            default -> word;
        };
    }

    private static String how(List<String> stems, int at, String next) {
        if (!AMOUNTS.contains(next)) {
            return next.equals("come") ? "why" : "how";
        }
        String counted = at + 2 < stems.size() ? stems.get(at + 2) : "";
        return switch (next) {
            case "many", "much" -> SPANS.contains(counted) ? "how-long" : "how-many";
            default -> "how-" + next;
        };
    }

    private static String what(List<String> stems, int at, String next) {
        if (TIMES.contains(next)) {
            return "when";
        }
        if (PLACES.contains(next)) {
            return "where";
        }
        if (PEOPLE.contains(next)) {
            return "who";
        }
        for (int i = at + 1; i < Math.min(stems.size(), at + REACH); i++) {
            if (REASONS.contains(stems.get(i))) {
                return "why";
            }
            if (i < at + AMOUNT_REACH && moment(stems, i)) {
                return "when";
            }
            String measure = MEASURES.get(stems.get(i));
            if (i < at + AMOUNT_REACH && measure != null) {
                return measure;
            }
        }
        return way(stems, at) ? "how" : "what";
    }

    private static boolean moment(List<String> stems, int at) {
        boolean time = stems.get(at).equals("time") || stems.get(at).equals("date");
        return time
                && !NO_MOMENT.contains(stems.get(at - 1))
                && (at + 1 == stems.size() || MOMENT_BEFORE.contains(stems.get(at + 1)));
    }

    private static boolean way(List<String> stems, int from) {
        for (int i = from; i < Math.min(stems.size(), from + REACH); i++) {
            if (WAYS.contains(stems.get(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the answer to one kind is no answer to the other.
     *
     * @param alike whether both texts say the same but for what is asked: only then "why" and "how" are told
     *     apart, or "when" and "whether", since such things are asked for in many words
     */
    static boolean differ(Set<String> first, Set<String> second, boolean alike) {
        boolean loose = open(first, second) || open(second, first);
        return (alike || !loose) && (strange(first, second) || strange(second, first));
    }

    private static boolean open(Set<String> own, Set<String> other) {
        return own.contains("why") && GENERAL.containsAll(other)
                || own.equals(Set.of("yes-no")) && !other.contains("who");
    }

    private static Map<String, String> stemmed(Map<String, String> words) {
        return words.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(word -> English.stem(word.getKey()), Map.Entry::getValue));
    }

    private static Set<String> stems(String... words) {
        return Stream.of(words).map(English::stem).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean amount(String kind) {
        return kind.startsWith("how-");
    }

    private static boolean strange(Set<String> own, Set<String> other) {
        if (other.isEmpty()) {
            return own.contains("why");
        }
        if (own.stream().anyMatch(other::contains)) {
            return false;
        }
        for (String kind : own) {
            if (STRICT.contains(kind) || amount(kind)) {
                return true;
            }
        }
        return false;
    }
}
