package dev.edgewise.inference.schedule;

/**
 * Which rows of a model run together, and in what shape. Rows share a run if they have one {@link #width}.
 *
 * @param rowsMax most rows of a run
 * @param tokensPerRowMax most tokens of a row
 * @param tokensPerRunMax most positions of a run of several rows, padding and all
 * @param padded whether shorter rows are filled up to a common width, behind a mask
 * @param exact the shape that each run must have
 */
public record Batching(int rowsMax, int tokensPerRowMax, int tokensPerRunMax, boolean padded, Exact exact) {
    /** Widths are multiples of this, below which a device gains nothing. */
    private static final int STEP_MIN = 16;

    /** Widths between two powers of two: at most a fifth of a row is padding, above 64 tokens. */
    private static final int STEPS_PER_OCTAVE = 4;

    /**
     * What a graph fixes.
     *
     * @param rows how many rows each run has; 0 for any
     * @param tokens how many tokens each row has; 0 for any
     */
    public record Exact(int rows, int tokens) {
        /** Runs of any shape. */
        public static final Exact ANY = new Exact(0, 0);

        /** @throws IllegalArgumentException if a number is negative */
        public Exact {
            if (rows < 0 || tokens < 0) {
                throw new IllegalArgumentException("a shape has no negative sizes");
            }
        }
    }

    /** @throws IllegalArgumentException if a number is not positive */
    public Batching {
        if (rowsMax <= 0 || tokensPerRowMax <= 0 || tokensPerRunMax <= 0) {
            throw new IllegalArgumentException("every bound of a run must be positive");
        }
    }

    /** Rows of equal length alone, without padding: what a processor computes is then all wanted. */
    public static Batching ofEqualLengths(int rowsMax, int tokensPerRowMax) {
        return new Batching(rowsMax, tokensPerRowMax, Math.multiplyExact(rowsMax, tokensPerRowMax), false, Exact.ANY);
    }

    /**
     * Rows of a graph that fixes the shape of its runs: filled up to it, behind a mask.
     *
     * @param rowsMax most rows of a run that are looked at
     */
    public static Batching exactly(Exact exact, int rowsMax, int tokensPerRowMax) {
        int rows = exact.rows() > 0 ? Math.min(exact.rows(), rowsMax) : rowsMax;
        int computed = Math.max(rows, exact.rows());
        int width = exact.tokens() > 0 ? exact.tokens() : tokensPerRowMax;
        return new Batching(rows, tokensPerRowMax, Math.multiplyExact(computed, width), true, exact);
    }

    /**
     * Rows of like length, filled up to one of a few widths, as many as a power of two within a budget of positions: a device is
     * made ready for each shape it has not seen, and idles at small ones.
     */
    public static Batching padded(int rowsMax, int tokensPerRowMax, int tokensPerRunMax) {
        return new Batching(rowsMax, tokensPerRowMax, tokensPerRunMax, true, Exact.ANY);
    }

    /** Positions that a row of so many tokens takes. */
    public int width(int tokens) {
        if (exact.tokens() > 0) {
            return exact.tokens();
        }
        if (!padded || exact.rows() > 0 || tokens >= tokensPerRowMax) {
            return tokens;
        }
        int step = Math.max(STEP_MIN, Integer.highestOneBit(tokens - 1) / STEPS_PER_OCTAVE);
        return Math.min(tokensPerRowMax, (tokens + step - 1) / step * step);
    }

    /** Most rows in a run of that width. */
    public int rowsMax(int width) {
        return padded && exact.equals(Exact.ANY)
                ? Integer.highestOneBit(Math.clamp(tokensPerRunMax / width, 1, rowsMax))
                : rowsMax;
    }

    /** Rows that are computed for so many: the others are not looked at. */
    public int rowsComputed(int rows) {
        if (!exact.equals(Exact.ANY)) {
            return Math.max(rows, exact.rows());
        }
        return padded && rows > 1 ? Integer.highestOneBit(rows - 1) << 1 : rows;
    }

    /** Most rows that are computed in one run. */
    public int rowsComputedMax() {
        return Math.max(rowsMax, exact.rows());
    }

    /** Positions of the largest run. */
    public int positionsMax() {
        return padded ? Math.max(tokensPerRowMax, tokensPerRunMax) : tokensPerRunMax;
    }
}
