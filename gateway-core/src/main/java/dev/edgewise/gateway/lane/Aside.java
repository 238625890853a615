package dev.edgewise.gateway.lane;

import java.util.function.Supplier;

/** Work that would hold up an event loop, done for a virtual thread which that loop may carry. */
public final class Aside {
    private Aside() {}

    private sealed interface End<T> {
        record Done<T>(T value) implements End<T> {}

        record Failed<T>(Throwable cause) implements End<T> {}
    }

    /**
     * Starts a virtual thread of the common carriers, from any thread: the one that {@code Thread.ofVirtual()} makes on a
     * virtual thread of an event loop is carried by that loop too, and computes on it.
     */
    public static Thread start(String name, Runnable task) {
        return LoopThreads.carriedByCommon().name(name).start(task);
    }

    /**
     * Does the work: on this thread, or, when it is said to be more than {@code most}, on a virtual thread of the common carriers
     * while this one waits. Not for an event loop itself.
     *
     * @throws IllegalStateException when work that was done elsewhere failed, with the cause
     */
    public static <T> T above(long most, long work, Supplier<T> of) {
        if (work <= most) {
            return of.get();
        }
        var slot = new Slot<End<T>>();
        start("edgewise-heavy", () -> slot.put(ended(of)));
        return switch (slot.take()) {
            case End.Done<T>(T value) -> value;
            case End.Failed<T>(Throwable cause) -> throw new IllegalStateException("work set aside failed", cause);
        };
    }

    private static <T> End<T> ended(Supplier<T> of) {
        try {
            return new End.Done<>(of.get());
        } catch (Throwable failed) {
            return new End.Failed<>(failed);
        }
    }
}
