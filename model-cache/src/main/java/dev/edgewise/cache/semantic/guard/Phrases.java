package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Mark.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Words and phrases with what they say. In the list a line {@code [rule weight axis]} begins an axis and a line
 * {@code value: phrase, phrase} names one of its values with its wordings.
 */
final class Phrases {
    /** What is told of a phrase: what it says, and the tokens from which to which it reaches, the last not included. */
    interface Found {
        void found(Mark mark, int from, int to);
    }

    private record Phrase(List<String> stems, boolean capital) {}

    private record Entry(Phrase phrase, List<Mark> marks) {
        List<String> stems() {
            return phrase.stems;
        }
    }

    /** By first stem, the longest first. */
    private final Map<String, List<Entry>> entries;

    private Phrases(Map<String, List<Entry>> entries) {
        this.entries = entries;
    }

    /**
     * Reads a list.
     *
     * @param stems how a phrase becomes stems, as the text itself does
     */
    static Phrases read(List<String> lines, Function<String, List<String>> stems) {
        var marks = new HashMap<Phrase, List<Mark>>();
        GuardRule rule = GuardRule.CONTENT;
        Weight weight = Weight.AXIS;
        String axis = "";
        for (String line : lines) {
            if (line.startsWith("[")) {
                String[] head = line.substring(1, line.length() - 1).split("\\s+", -1);
                rule = GuardRule.valueOf(head[0].toUpperCase(Locale.ROOT).replace('-', '_'));
                weight = Weight.valueOf(head[1].toUpperCase(Locale.ROOT));
                axis = head[2];
                continue;
            }
            int colon = line.indexOf(':');
            var mark = new Mark(rule, axis, line.substring(0, colon).strip(), weight);
            for (String phrase : Words.listed(line.substring(colon + 1))) {
                boolean capital = phrase.startsWith("^");
                var key = new Phrase(stems.apply(capital ? phrase.substring(1) : phrase), capital);
                marks.computeIfAbsent(key, absent -> new ArrayList<>()).add(mark);
            }
        }
        var entries = new HashMap<String, List<Entry>>();
        marks.forEach((phrase, said) -> entries.computeIfAbsent(phrase.stems.getFirst(), key -> new ArrayList<>())
                .add(new Entry(phrase, List.copyOf(said))));
        entries.values()
                .forEach(list -> list.sort(
                        Comparator.comparingInt((Entry entry) -> entry.stems().size())
                                .reversed()));
        return new Phrases(entries);
    }

    /** Tells what the tokens say, the longest phrase first, none inside another. */
    void scan(List<Token> tokens, Found found) {
        for (int at = 0; at < tokens.size(); ) {
            at += Math.max(1, at(tokens, at, found));
        }
    }

    private int at(List<Token> tokens, int at, Found found) {
        for (Entry entry : entries.getOrDefault(tokens.get(at).stem(), List.of())) {
            if (matches(entry.stems(), tokens, at)
                    && (!entry.phrase.capital || tokens.get(at).capital())) {
                int to = at + entry.stems().size();
                for (Mark mark : entry.marks) {
                    found.found(mark, at, to);
                }
                return to - at;
            }
        }
        return 0;
    }

    private static boolean matches(List<String> stems, List<Token> tokens, int at) {
        if (at + stems.size() > tokens.size()) {
            return false;
        }
        for (int i = 1; i < stems.size(); i++) {
            if (!stems.get(i).equals(tokens.get(at + i).stem())) {
                return false;
            }
        }
        return true;
    }
}
