package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.verify.Proportion;

/**
 * What a threshold serves.
 *
 * @param served of all asked
 * @param wrong of all asked: served, and the answer to another question
 */
public record Served(Proportion served, Proportion wrong) {
    /** Nothing, of so many asked. */
    static Served nothing(long asked) {
        return new Served(new Proportion(0, asked), new Proportion(0, asked));
    }

    Served plus(Served other) {
        return new Served(plus(served, other.served), plus(wrong, other.wrong));
    }

    private static Proportion plus(Proportion one, Proportion other) {
        return new Proportion(one.hits() + other.hits(), one.all() + other.all());
    }

    /** Of what is served. */
    public Proportion wrongOfServed() {
        return new Proportion(wrong.hits(), served.hits());
    }
}
