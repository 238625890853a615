package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Mark.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Words and phrases with what they say. In the list a line {@code [rule weight axis]} begins an axis and a line
 * {@code value: phrase, phrase} names one of its values with its wordings.
 */
final class Phrases {
    private record Entry(List<String> stems, List<Mark> marks) {}

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
        var marks = new HashMap<List<String>, List<Mark>>();
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
                marks.computeIfAbsent(stems.apply(phrase), key -> new ArrayList<>())
                        .add(mark);
            }
        }
        var entries = new HashMap<String, List<Entry>>();
        marks.forEach((phrase, said) -> entries.computeIfAbsent(phrase.getFirst(), key -> new ArrayList<>())
                .add(new Entry(phrase, List.copyOf(said))));
        entries.values()
                .forEach(list -> list.sort(Comparator.comparingInt((Entry entry) -> entry.stems.size())
                        .reversed()));
        return new Phrases(entries);
    }

    /** Tells what the tokens say, the longest phrase first, none inside another. */
    void scan(List<Token> tokens, Consumer<Mark> said) {
        for (int at = 0; at < tokens.size(); ) {
            at += Math.max(1, at(tokens, at, said));
        }
    }

    private int at(List<Token> tokens, int at, Consumer<Mark> said) {
        for (Entry entry : entries.getOrDefault(tokens.get(at).stem(), List.of())) {
            if (matches(entry.stems, tokens, at)) {
                entry.marks.forEach(said);
                return entry.stems.size();
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
