package dev.edgewise.cache.semantic.index;

import java.util.ArrayList;
import java.util.List;

/** The nearest of the neighbours seen, each key once. For one thread. */
final class Nearest<K> {
    private final int most;
    private final float floor;
    /** Best first. */
    private final List<Neighbour<K>> found;

    /** @param floor least cosine of interest */
    Nearest(int most, float floor) {
        this.most = most;
        this.floor = floor;
        found = new ArrayList<>(most + 1);
    }

    /** Takes note of a vector. One that has just been moved may be seen at both places: the nearer one counts. */
    void offer(K key, float cosine) {
        if (!(cosine >= floor)
                || found.size() == most && cosine <= found.getLast().cosine()) {
            return;
        }
        int at = found.size();
        while (at > 0 && found.get(at - 1).cosine() < cosine) {
            at--;
        }
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).key().equals(key)) {
                if (i < at) {
                    return;
                }
                found.remove(i);
                break;
            }
        }
        found.add(at, new Neighbour<>(key, cosine));
        if (found.size() > most) {
            found.removeLast();
        }
    }

    List<Neighbour<K>> list() {
        return List.copyOf(found);
    }
}
