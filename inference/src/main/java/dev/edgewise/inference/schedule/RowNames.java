package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Fault;

/** How a caller is told which of its inputs is refused, in its own words for them. */
@FunctionalInterface
public interface RowNames {
    /** Inputs that have numbers only; a single one has none. */
    RowNames INPUTS =
            (row, rows, why) -> Fault.of(why.kind(), (rows == 1 ? "" : "input " + row + ": ") + why.getMessage());

    /** A query and one document in every row, or the query in a row of its own before theirs. */
    static RowNames ranked(boolean queryFirst) {
        return (row, rows, why) -> {
            String message = String.valueOf(why.getMessage());
            if (queryFirst && row == 0) {
                return Fault.ofField(why.kind(), "query", message.replaceFirst("^the input", "the query"));
            }
            if (why.field().equals("query")) {
                return Fault.ofField(why.kind(), "query", message);
            }
            return Fault.ofField(why.kind(), "documents", "document " + (queryFirst ? row - 1 : row) + ": " + message);
        };
    }

    /**
     * The fault of a job with a refused input.
     *
     * @param row its number, from 0
     * @param rows how many there are
     */
    Fault refused(int row, int rows, RowRefusedException why);
}
