package dev.edgewise.gateway.lane;

import java.util.concurrent.Executor;

/**
 * Where the code of one event loop's requests runs. The fast lane is the loop itself; the slow lane is a virtual
 * thread carried by that same loop, so that parking and waking never cross threads. A heavy request (a large body)
 * gets a virtual thread on the common carriers instead, because parsing megabytes would hold up its loop.
 *
 * <p>Threads: every method may be called from anywhere.
 */
public final class Lane {
    /** Bodies above this many bytes are parsed and hashed off the loop. */
    public static final int LIGHT_BODY_BYTES_MAX = 64 * 1024;

    private final Executor loop;
    private final Thread.Builder.OfVirtual light;
    private final Thread.Builder.OfVirtual heavy = LoopThreads.carriedByCommon().name("edgewise-heavy");

    /**
     * @param loop runs a task on the event loop with its context set
     * @param carrier the event loop's own executor, on which light virtual threads are mounted
     */
    public Lane(Executor loop, Executor carrier) {
        this.loop = loop;
        this.light = LoopThreads.carriedBy(carrier);
    }

    /** Runs {@code task} on the event loop, after what is queued there. */
    public void onLoop(Runnable task) {
        loop.execute(task);
    }

    /** Starts {@code task} on a virtual thread fit for a body of {@code bodyBytes}. */
    public void slow(int bodyBytes, Runnable task) {
        (bodyBytes > LIGHT_BODY_BYTES_MAX ? heavy : light).start(task);
    }
}
