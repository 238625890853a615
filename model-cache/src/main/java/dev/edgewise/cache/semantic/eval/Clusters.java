package dev.edgewise.cache.semantic.eval;

/** Sets that grow together (union-find). One thread. */
final class Clusters {
    private final int[] parents;

    Clusters(int count) {
        parents = new int[count];
        for (int i = 0; i < count; i++) {
            parents[i] = i;
        }
    }

    /** The name of the set that {@code item} is in; changes when sets are joined. */
    int of(int item) {
        int at = item;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    void join(int one, int other) {
        parents[of(one)] = of(other);
    }

    /** Every item's set. */
    int[] all() {
        int[] sets = new int[parents.length];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = of(i);
        }
        return sets;
    }
}
