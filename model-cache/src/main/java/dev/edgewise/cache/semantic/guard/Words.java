package dev.edgewise.cache.semantic.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The word lists beside the classes: lines of text, those that begin with {@code #} are remarks. */
final class Words {
    private Words() {}

    /** The lines of a list that say something. */
    static List<String> lines(String name) {
        try (InputStream in = Words.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no word list " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of several lists. */
    static List<String> lines(List<String> names) {
        return names.stream().flatMap(name -> lines(name).stream()).toList();
    }

    /** Words apart by spaces, over all lines. */
    static Set<String> set(String name) {
        var words = new HashSet<String>();
        lines(name).forEach(line -> words.addAll(List.of(line.split("\\s+", -1))));
        return Set.copyOf(words);
    }

    /** Lines {@code value: word, word}: the value of each word. */
    static Map<String, String> pairs(String name) {
        var pairs = new HashMap<String, String>();
        for (String line : lines(name)) {
            int colon = line.indexOf(':');
            for (String word : listed(line.substring(colon + 1))) {
                pairs.putIfAbsent(word, line.substring(0, colon).strip());
            }
        }
        return Map.copyOf(pairs);
    }

    /** What stands between the commas, each once. */
    static Set<String> listed(String line) {
        return List.of(line.split(",", -1)).stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
