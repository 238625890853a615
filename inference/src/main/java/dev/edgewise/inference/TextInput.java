package dev.edgewise.inference;

import java.util.Arrays;

/** One piece of text for a model: as characters, as a pair, or already cut into the model's own tokens. */
public sealed interface TextInput {
    /**
     * Characters, to be cut by the model's tokenizer, which adds its special tokens.
     *
     * @param text any text; engines refuse the empty one
     */
    record Text(String text) implements TextInput {}

    /**
     * Two texts that a model reads together, the second in the light of the first.
     *
     * @param first such as a question
     * @param second such as a document; its end is left out where both are longer than the model reads
     */
    record Pair(String first, String second) implements TextInput {}

    /** Token ids of the model's own vocabulary, taken as they are: nothing is added or removed. */
    final class TokenIds implements TextInput {
        private final int[] ids;

        /** Copies the ids. */
        public TokenIds(int... ids) {
            this.ids = ids.clone();
        }

        /** How many tokens there are. */
        public int count() {
            return ids.length;
        }

        /**
         * The token at a position.
         *
         * @throws ArrayIndexOutOfBoundsException if the position is not in 0 to {@link #count()} − 1
         */
        public int id(int position) {
            return ids[position];
        }

        /** A copy of all ids. */
        public int[] toArray() {
            return ids.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ids);
        }

        @Override
        public String toString() {
            return "TokenIds[" + ids.length + "]";
        }
    }
}
