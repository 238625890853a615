package dev.edgewise.inference;

/**
 * One caller's patience.
 *
 * @param deadline when the answer becomes worthless
 * @param cancellation how the caller says that it no longer wants the answer
 */
public record Call(Deadline deadline, Cancellation cancellation) {
    /** Waits as long as it takes and cannot be cancelled. */
    public static Call patient() {
        return new Call(Deadline.none(), new Cancellation());
    }

    /** Waits until a deadline and cannot be cancelled. */
    public static Call until(Deadline deadline) {
        return new Call(deadline, new Cancellation());
    }
}
