package dev.edgewise.cache.semantic.guard;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    private static final Set<String> TIMES = Set.of("time", "year", "date", "day", "month", "age");
    private static final Set<String> REASONS = Set.of("reason", "caus", "purpos", "point");
    private static final Set<String> WAYS = Set.of("way", "method", "step", "tip", "process", "procedur", "trick");
    private static final Set<String> PLACES = Set.of("place", "country", "city", "location");
    private static final Set<String> PEOPLE = Set.of("person", "people", "man", "actor", "author", "president");
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
                kinds.add(kind(stems, at, word));
            }
        }
        if (kinds.isEmpty()) {
            if (stems.stream().anyMatch(REASONS::contains)) {
                kinds.add("why");
            } else if (!stems.isEmpty() && AUXILIARIES.contains(stems.getFirst())) {
                kinds.add(way(stems, 0) ? "how" : "yes-no");
            }
        }
        return Set.copyOf(kinds);
    }

    /** A question word asks at the start, or behind a verb; "the man who" and "when I eat" do not. */
    private static boolean asks(List<String> stems, int at) {
        String word = stems.get(at);
        if (at == 0 || word.equals("what") || word.equals("how") || word.equals("why")) {
            return true;
        }
        return at + 1 < stems.size()
                && AUXILIARIES.contains(stems.get(at + 1))
                && !stems.get(at - 1).equals("the")
                && (word.equals("where") || word.equals("which") || !noun(stems, at - 1));
    }

    private static boolean noun(List<String> stems, int at) {
        return at > 0
                && (stems.get(at - 1).equals("the")
                        || stems.get(at - 1).equals("a")
                        || stems.get(at - 1).equals("an"));
    }

    private static String kind(List<String> stems, int at, String word) {
        String next = at + 1 < stems.size() ? stems.get(at + 1) : "";
        return switch (word) {
            case "how" -> AMOUNTS.contains(next) ? "how-" + next : next.equals("com") ? "why" : "how";
            case "what" -> what(stems, at, next);
            default -> word;
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
        }
        return way(stems, at) ? "how" : "what";
    }

    private static boolean way(List<String> stems, int from) {
        for (int i = from; i < Math.min(stems.size(), from + REACH); i++) {
            if (WAYS.contains(stems.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the answer to one kind is no answer to the other. */
    static boolean differ(Set<String> first, Set<String> second) {
        return strange(first, second) || strange(second, first);
    }

    private static boolean strange(Set<String> own, Set<String> other) {
        if (other.isEmpty()) {
            return own.contains("why");
        }
        for (String kind : own) {
            if ((STRICT.contains(kind) || kind.startsWith("how-")) && !other.contains(kind)) {
                return true;
            }
        }
        return false;
    }
}
