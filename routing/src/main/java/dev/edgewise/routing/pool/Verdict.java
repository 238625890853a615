package dev.edgewise.routing.pool;

/** Whether a failed request goes to another endpoint, and if not, why not. */
public enum Verdict {
    /** Try another endpoint; the retry has been taken from the budget. */
    FAIL_OVER,
    /** The client already has part of the answer. */
    RELEASED,
    /** The endpoint may have done and billed the work, and the caller sent no {@code Idempotency-Key}. */
    MAYBE_BILLED,
    /** The deadline has passed. */
    TOO_LATE,
    /** As many endpoints as allowed have been tried. */
    ATTEMPTS_SPENT,
    /** No other endpoint in the allowed regions can take it. */
    NO_OTHER_ENDPOINT,
    /** The cluster's retries are used up. */
    BUDGET_SPENT
}
