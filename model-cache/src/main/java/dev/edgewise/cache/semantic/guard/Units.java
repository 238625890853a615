package dev.edgewise.cache.semantic.guard;

import dev.edgewise.cache.semantic.guard.Mark.Weight;
import dev.edgewise.cache.semantic.guard.Token.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Units and currencies, by word and by sign. */
final class Units {
    private static final Map<String, Mark> ANYWHERE = new HashMap<>();
    private static final Map<String, Mark> AFTER_NUMBER = new HashMap<>();

    static {
        for (String line : Words.lines("units.txt")) {
            int colon = line.indexOf(':');
            var mark = new Mark(GuardRule.UNIT, "unit", line.substring(0, colon), Weight.AXIS);
            String[] sides = line.substring(colon + 1).split("\\|", -1);
            Words.listed(sides[0]).forEach(word -> ANYWHERE.put(word, mark));
            if (sides.length > 1) {
                Words.listed(sides[1]).forEach(word -> AFTER_NUMBER.put(word, mark));
            }
        }
    }

    private Units() {}

    /** Whether the letters right behind digits are a unit. */
    static boolean known(String word) {
        return ANYWHERE.containsKey(word) || AFTER_NUMBER.containsKey(word);
    }

    /** The unit that a word right behind a number or "how many" names, or empty. */
    static String named(String word) {
        Mark mark = AFTER_NUMBER.getOrDefault(word, ANYWHERE.get(word));
        return mark == null ? "" : mark.value();
    }

    /** Tells the units of a text whose numbers are joined. */
    static void scan(List<Token> tokens, Consumer<Mark> said) {
        for (int at = 0; at < tokens.size(); at++) {
            String word = tokens.get(at).stem();
            Mark mark = ANYWHERE.get(word);
            boolean counted = at > 0 && tokens.get(at - 1).is(Kind.NUMBER);
            if (mark == null && counted) {
                mark = AFTER_NUMBER.get(word);
            }
            if (mark != null) {
                said.accept(mark);
            }
        }
    }
}
