package dev.edgewise.loadtest.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which fault a request meets: what its {@code x-fault} header asks, else the next one queued by a test, else one drawn
 * at the set rate. {@link #next} runs on the event loop; {@link #queue} on any thread.
 */
final class FaultPlan {
    private final List<Fault> drawn;
    private final double rate;
    private final RandomGenerator random;
    private final ConcurrentLinkedQueue<Fault> queued = new ConcurrentLinkedQueue<>();

    FaultPlan(List<Fault> drawn, double rate, RandomGenerator random) {
        this.drawn = drawn;
        this.rate = rate;
        this.random = random;
    }

    void queue(List<Fault> faults) {
        queued.addAll(faults);
    }

    /** The fault for a request, empty when it is served as it should be. */
    Optional<Fault> next(@Nullable String header) {
        if (header != null) {
            return Optional.of(Fault.parse(header));
        }
        Fault first = queued.poll();
        if (first != null) {
            return Optional.of(first);
        }
        return drawn.isEmpty() || random.nextDouble() >= rate
                ? Optional.empty()
                : Optional.of(drawn.get(random.nextInt(drawn.size())));
    }
}
