package dev.edgewise.gateway.admin;

import java.util.concurrent.TimeUnit;

/** Gives up a body of which nothing comes, or which takes too long. On the admin plane's event loop. */
final class StreamPatience {
    /** Time between two looks, in milliseconds. */
    static final long LOOK_MILLIS = 1_000;

    /** Longest time in which no byte comes although some are waited for, in looks. */
    private static final int IDLE_LOOKS_MAX = 30;

    /** Longest time for all of it, in looks. */
    private static final long LOOKS_MAX = TimeUnit.HOURS.toSeconds(6);

    private final BodyStream body;
    private final Runnable alive;
    private long looks;
    private long bytes;
    private int idle;

    /** @param alive told at each look that somebody minds the connection */
    StreamPatience(BodyStream body, Runnable alive) {
        this.body = body;
        this.alive = alive;
    }

    void look() {
        alive.run();
        looks++;
        long now = body.bytes();
        idle = body.isWaiting() && now == bytes ? idle + 1 : 0;
        bytes = now;
        if (idle >= IDLE_LOOKS_MAX) {
            body.breakOff("nothing came for " + IDLE_LOOKS_MAX + " s");
        } else if (looks >= LOOKS_MAX) {
            body.breakOff("it took longer than " + LOOKS_MAX / 3600 + " h");
        }
    }
}
