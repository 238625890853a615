package dev.edgewise.cache.semantic.eval;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * One run of a cache: what it holds, and what is then asked of it. Nobody writes to the arrays.
 *
 * @param stored numbers of texts
 * @param asked numbers of texts; none of them is stored
 * @param exact how many more were to be asked and are stored word for word: an exact cache answers those
 */
public record Trial(int[] stored, int[] asked, int exact) {
    /** Without the texts that are left out, such as those that an embedder finds too long. */
    public Trial only(IntPredicate kept) {
        return new Trial(
                Arrays.stream(stored).filter(kept).toArray(),
                Arrays.stream(asked).filter(kept).toArray(),
                exact);
    }
}
