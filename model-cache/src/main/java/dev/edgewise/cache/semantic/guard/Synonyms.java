package dev.edgewise.cache.semantic.guard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Words that may stand for one another; a word can be in several groups. */
final class Synonyms {
    private final Map<String, Set<Integer>> groups = new HashMap<>();

    /** Reads lines of words apart by commas. */
    Synonyms(List<String> lines, UnaryOperator<String> stem) {
        for (int i = 0; i < lines.size(); i++) {
            for (String word : Words.listed(lines.get(i))) {
                groups.computeIfAbsent(stem.apply(word), key -> new HashSet<>()).add(i);
            }
        }
    }

    boolean same(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        Set<Integer> mine = groups.get(one);
        Set<Integer> others = groups.get(other);
        if (mine == null || others == null) {
            return false;
        }
        for (Integer group : mine) {
            if (others.contains(group)) {
                return true;
            }
        }
        return false;
    }
}
