package dev.edgewise.inference.grammar;

import java.util.List;

/** A part of a regular expression. Each knows what it takes to follow it. */
sealed interface PatternPart {
    /** Characters in it, each as often as it is counted. */
    long size();

    /** Whether it may be nothing. */
    boolean mayBeEmpty();

    /** Whether something in it may come more or less often. */
    boolean varies();

    /** One character, as JSON has it. */
    record One(Symbol symbol) implements PatternPart {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public boolean mayBeEmpty() {
            return false;
        }

        @Override
        public boolean varies() {
            return false;
        }
    }

    /** One after the other. */
    record Sequence(List<PatternPart> parts, long size, boolean mayBeEmpty, boolean varies) implements PatternPart {
        Sequence(List<PatternPart> parts) {
            this(
                    List.copyOf(parts),
                    parts.stream().mapToLong(PatternPart::size).sum(),
                    parts.stream().allMatch(PatternPart::mayBeEmpty),
                    parts.stream().anyMatch(PatternPart::varies));
        }
    }

    /** One of several. */
    record Choice(List<PatternPart> parts, long size, boolean mayBeEmpty, boolean varies) implements PatternPart {
        Choice(List<PatternPart> parts) {
            this(
                    List.copyOf(parts),
                    parts.stream().mapToLong(PatternPart::size).sum(),
                    parts.stream().anyMatch(PatternPart::mayBeEmpty),
                    parts.stream().anyMatch(PatternPart::varies));
        }
    }

    /** Several times; {@code max} is {@link Integer#MAX_VALUE} for any number of times. */
    record Counted(PatternPart part, int min, int max) implements PatternPart {
        @Override
        public long size() {
            return part.size() * Math.max(1, max == Integer.MAX_VALUE ? min : max);
        }

        @Override
        public boolean mayBeEmpty() {
            return min == 0 || part.mayBeEmpty();
        }

        @Override
        public boolean varies() {
            return part.varies() || min != max;
        }
    }
}
