package dev.edgewise.cache.semantic.guard;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what two texts say by their marks, and what they deny. */
final class Marks {
    /** The sides of opposites that deny the other side. */
    private static final Set<String> DENIED = Set.of("denied", "off", "shut");

    private Marks() {}

    /** The rule by which two texts are told apart, or null. */
    static @Nullable GuardRule apart(GuardText.Reading first, GuardText.Reading second, boolean near, boolean akin) {
        Mark mark = apart(first.marks(), second.marks(), near);
        if (mark == null) {
            mark = apart(second.marks(), first.marks(), near);
        }
        if (mark != null) {
            return mark.rule();
        }
        int turned = turned(first.marks(), second.marks());
        if (turned > 0) {
            // "Not safe" is "unsafe": one denial more and the other side of the same pair cancel out.
            boolean cancel =
                    (turned + first.negations().count() + second.negations().count()) % 2 == 0;
            return cancel ? null : GuardRule.POLARITY;
        }
        int apart = first.negations().count() + second.negations().count();
        int within = denied(first.marks(), second.marks()) + denied(second.marks(), first.marks());
        if (within > 0 && apart > 0) {
            return near && (within + apart) % 2 == 1 ? GuardRule.POLARITY : null;
        }
        return akin && first.negations().differs(second.negations(), near) ? GuardRule.NEGATION : null;
    }

    /** On how many pairs with two sides each text is on a side of its own. */
    private static int turned(List<Mark> own, List<Mark> others) {
        var turned = new HashSet<String>();
        for (Mark mark : own) {
            if (mark.turns() && !has(others, mark) && opposed(mark, own, others)) {
                turned.add(mark.axis());
            }
        }
        return turned.size();
    }

    /** How often a text denies within a word what the other may deny with a word of its own: "unable", "does not". */
    private static int denied(List<Mark> own, List<Mark> others) {
        int denied = 0;
        for (Mark mark : own) {
            denied += mark.turns() && DENIED.contains(mark.value()) && !axis(mark, others) ? 1 : 0;
        }
        return denied;
    }

    /** A mark that only one has and that counts, or null. */
    private static @Nullable Mark apart(List<Mark> own, List<Mark> others, boolean near) {
        for (Mark mark : own) {
            if (mark.rule() != GuardRule.ENTITY && !has(others, mark) && counts(mark, own, others, near)) {
                return mark;
            }
        }
        return null;
    }

    /** Whether one text names what the lists know, and the other does not. */
    static boolean names(List<Mark> own, List<Mark> others) {
        for (Mark mark : own) {
            if (mark.rule() == GuardRule.ENTITY && !has(others, mark)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(List<Mark> marks, Mark wanted) {
        for (Mark mark : marks) {
            if (mark.same(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean counts(Mark mark, List<Mark> own, List<Mark> others, boolean near) {
        return switch (mark.weight()) {
            case ALONE -> true;
            case TWIN -> near && opposed(mark, own, others);
            case NEAR -> near || opposed(mark, own, others);
            case AXIS -> axis(mark, others) && !(mark.turns() && opposed(mark, own, others));
            case OPPOSED -> opposed(mark, own, others);
        };
    }

    private static boolean axis(Mark mark, List<Mark> others) {
        for (Mark other : others) {
            if (other.axis().equals(mark.axis())) {
                return true;
            }
        }
        return false;
    }

    private static boolean opposed(Mark mark, List<Mark> own, List<Mark> others) {
        for (Mark other : others) {
            if (other.axis().equals(mark.axis()) && !has(own, other)) {
                return true;
            }
        }
        return false;
    }
}
