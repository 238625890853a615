package dev.edgewise.inference.catalog;

import java.util.List;
import java.util.stream.Collectors;

/**
 * To which lengths a model's vectors may be cut: those for which it was trained so that the beginning of a vector is one too
 * (Kusupati et al., Matryoshka Representation Learning, NeurIPS 2022).
 *
 * @param any whether any length will do
 * @param lengths the lengths, the shortest first, where not any will do
 */
public record Shortening(boolean any, List<Integer> lengths) {
    /** Of a model that says nothing of it. */
    public static final Shortening NONE = new Shortening(false, List.of());

    /** Sorts and copies the list. */
    public Shortening {
        lengths = lengths.stream().distinct().sorted().toList();
    }

    /** Whether vectors may be cut to that length. */
    public boolean allows(int length) {
        return any || lengths.contains(length);
    }

    /** Which lengths may be asked for of vectors of {@code full}, as a sentence's end. */
    public String told(int full) {
        return any
                ? "from 1 to " + full
                : lengths.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " or " + full;
    }
}
