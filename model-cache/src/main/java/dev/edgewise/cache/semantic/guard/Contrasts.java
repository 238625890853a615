package dev.edgewise.cache.semantic.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Little words that stand against each other: to and from, all and some, must and may. */
final class Contrasts {
    private static final List<Set<String>> GROUPS = Words.lines("en-contrasts.txt").stream()
            .map(line -> Arrays.stream(line.split(" ", -1)).map(English::stem).collect(Collectors.toUnmodifiableSet()))
            .toList();

    private Contrasts() {}

    /** Whether two different stems stand against each other. */
    static boolean oppose(String one, String other) {
        for (Set<String> group : GROUPS) {
            if (group.contains(one) && group.contains(other)) {
                return true;
            }
        }
        return false;
    }
}
