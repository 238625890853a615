package dev.edgewise.inference.store.pull;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** How long to wait before the next try. */
final class Patience {
    /** What the node waits of its own accord, at most. */
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    /** What it waits when it is asked to, at most. */
    static final Duration ASKED_MAX = Duration.ofMinutes(5);

    private Patience() {}

    /**
     * Doubled with each try, and never less than the other side asks for.
     *
     * @param tries that brought nothing, from 1
     * @throws IOException if the other side wants to be left alone for longer than a pull waits; the message says for how long
     */
    static Duration before(IOException failure, int tries, Duration first) throws IOException {
        Duration own = first.multipliedBy(1L << Math.min(tries, 10));
        own = own.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : own;
        if (!(failure instanceof Busy busy) || busy.retryAfter().isEmpty()) {
            return own;
        }
        Duration asked = busy.retryAfter().get();
        if (asked.compareTo(ASKED_MAX) > 0) {
            throw new IOException(
                    busy.getMessage() + " and wants to be asked again in " + show(asked)
                            + "; what came is kept, the next pull goes on from there",
                    failure);
        }
        return asked.compareTo(own) > 0 ? asked : own;
    }

    /** A wait in words. */
    static String show(Duration wait) {
        return wait.toSeconds() < 120
                ? String.format(Locale.ROOT, "%.3g s", wait.toMillis() / 1e3)
                : wait.toMinutes() + " min";
    }
}
