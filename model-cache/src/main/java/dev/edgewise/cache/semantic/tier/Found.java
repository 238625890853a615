package dev.edgewise.cache.semantic.tier;

import java.util.List;

/** What looking for a question that means the same gives. */
public sealed interface Found {
    /**
     * An answer that may be served.
     *
     * @param sameWords whether both are the same but for what says nothing: case, blanks or the mark at the end
     */
    record Served(Match match, boolean sameWords) implements Found {}

    /**
     * A near one, whose answer is not served.
     *
     * @param match the nearest, or the best of those that passed the rules
     * @param why what kept it from being served
     * @param compare whether the real answer should be compared with it, to learn from
     */
    record Near(Match match, Why why, boolean compare) implements Found {}

    /** There is no question to compare with. */
    record Nothing() implements Found {}

    /** What keeps a near answer from being served. */
    enum Why {
        /** A rule tells the questions apart. */
        GUARD("guard"),
        /** Its score is below the threshold. */
        SCORE("score"),
        /** The answer has been wrong at such a score before. */
        RECORD("record"),
        /** There is too little evidence to promise anything. */
        UNPROVEN("unproven"),
        /** It would have been served, but is checked against the real answer this time. */
        AUDIT("audit"),
        /** The verifier gave no score. */
        VERIFIER("verifier");

        private final String wire;

        Why(String wire) {
            this.wire = wire;
        }

        /** Its name for users. */
        public String wire() {
            return wire;
        }
    }

    /** All that was compared, for people who ask why; the nearest first. */
    record Explained(Found found, List<Match> compared) {
        /** Copies the list. */
        public Explained {
            compared = List.copyOf(compared);
        }
    }
}
