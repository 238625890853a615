package dev.edgewise.inference;

/**
 * One caller's patience.
 *
 * @param deadline when the answer becomes worthless
 * @param cancellation how the caller says that it no longer wants the answer
 * @param priority what it goes before and after where it has to wait for the device
 * @param witness hears which models' files do the work
 * @param scope whose earlier prompts it may go on from
 * @param meanwhile what the caller has to do itself: an engine may run it, on the caller's thread, while others do the work
 */
public record Call(
        Deadline deadline,
        Cancellation cancellation,
        Priority priority,
        ModelWitness witness,
        ReuseScope scope,
        Runnable meanwhile) {
    /** A call of normal priority of the node's own, whose caller does not ask which files do the work, and only waits. */
    public Call(Deadline deadline, Cancellation cancellation) {
        this(deadline, cancellation, Priority.NORMAL, ModelWitness.NONE, ReuseScope.NODE, Call::nothing);
    }

    private static void nothing() {}

    /** Waits as long as it takes and cannot be cancelled. */
    public static Call patient() {
        return new Call(Deadline.none(), new Cancellation());
    }

    /** Waits until a deadline and cannot be cancelled. */
    public static Call until(Deadline deadline) {
        return new Call(deadline, new Cancellation());
    }

    /** The same with another priority than the normal one. */
    public static Call until(Deadline deadline, Priority priority) {
        return new Call(deadline, new Cancellation(), priority, ModelWitness.NONE, ReuseScope.NODE, Call::nothing);
    }

    /** The same with a witness. */
    public Call seenBy(ModelWitness seeing) {
        return new Call(deadline, cancellation, priority, seeing, scope, meanwhile);
    }

    /** The same for somebody's work. */
    public Call within(ReuseScope whose) {
        return new Call(deadline, cancellation, priority, witness, whose, meanwhile);
    }

    /** The same with something of the caller's own to do. It may be run several times, or never; it must not wait. */
    public Call doing(Runnable own) {
        return new Call(deadline, cancellation, priority, witness, scope, own);
    }
}
