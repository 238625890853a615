package dev.edgewise.inference.schedule;

import java.util.List;

/** What a worker does next. */
sealed interface Step {
    /** Cut the inputs {@code from} (inclusive) to {@code to} (exclusive) of a job into tokens. */
    record Cut(RowJob job, int from, int to) implements Step {}

    /** Run these rows as one batch. Each worker has one of these, whose list is filled anew. */
    record Run(List<Row> rows) implements Step {}

    /** Nothing more will come. */
    record Stop() implements Step {}
}
