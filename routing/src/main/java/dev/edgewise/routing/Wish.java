package dev.edgewise.routing;

/**
 * What the caller wishes, already cut to what its tenant may wish.
 *
 * @param prefer what matters most
 * @param target the place insisted on
 * @param deadlineNanos nanoseconds left until the answer is worthless; zero or less is too late already
 */
public record Wish(Prefer prefer, Target target, long deadlineNanos) {

    /** The value of {@link #deadlineNanos()} that means no deadline. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** No wish and no deadline. */
    public static final Wish NONE = new Wish(Prefer.UNSET, Target.UNSET, NO_DEADLINE);
}
