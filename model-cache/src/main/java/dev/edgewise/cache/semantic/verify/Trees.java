package dev.edgewise.cache.semantic.verify;

/**
 * Boosted trees whose levels ask one question each, so that a tree is a table: the answers are the bits of the leaf's
 * number. Immutable: nobody writes to its arrays.
 *
 * @param depth questions a tree asks
 * @param features which feature each question is about, tree by tree
 * @param borders the answer is yes above this
 * @param leaves {@code 2^depth} values a tree
 * @param bias the score before any tree
 */
record Trees(int depth, int[] features, float[] borders, float[] leaves, float bias) {
    /** Deepest tree. */
    static final int DEPTH_MAX = 8;

    /** @throws IllegalArgumentException if the lengths do not fit together */
    Trees {
        if (depth < 1
                || depth > DEPTH_MAX
                || features.length != borders.length
                || features.length % depth != 0
                || leaves.length != (features.length / depth) << depth) {
            throw new IllegalArgumentException("trees of depth " + depth + " with " + features.length + " questions, "
                    + borders.length + " borders and " + leaves.length + " leaves");
        }
    }

    /** The log odds for the features at {@code at}. */
    float score(float[] values, int at) {
        float sum = bias;
        int question = 0;
        for (int tree = 0; tree < leaves.length; tree += 1 << depth) {
            int leaf = 0;
            for (int level = 0; level < depth; level++, question++) {
                if (values[at + features[question]] > borders[question]) {
                    leaf |= 1 << level;
                }
            }
            sum += leaves[tree + leaf];
        }
        return sum;
    }
}
