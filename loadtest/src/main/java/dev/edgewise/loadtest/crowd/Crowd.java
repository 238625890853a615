package dev.edgewise.loadtest.crowd;

import dev.edgewise.loadtest.client.Target;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that say nothing, or a byte now and then of a head that never ends. One that is closed comes back at once,
 * as those who mean harm do.
 *
 * <p>Threads: any; the connections live on one event loop.
 */
public final class Crowd implements AutoCloseable {
    private static final long DRIP_MILLIS = 1_000;
    private static final long BACK_MILLIS = 100;
    /** New connections at a time, so that the listener's queue of those not yet taken does not overflow. */
    private static final int OPENING_MAX = 64;

    private final Target target;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final NetClient client;
    private final List<NetSocket> slow = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger peak = new AtomicInteger();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private int idleLeft;
    private int slowLeft;
    private int opening;
    private boolean over;

    private Crowd(Target target, int idle, int slow) {
        this.target = target;
        this.idleLeft = idle;
        this.slowLeft = slow;
        this.client = vertx.createNetClient(
                new NetClientOptions().setConnectTimeout(10_000).setReconnectAttempts(0));
    }

    /**
     * Begins to open connections; they come within seconds.
     *
     * @param idle that say nothing
     * @param slow that send a byte a second of a request's head
     */
    public static Crowd gather(Target target, int idle, int slow) {
        var crowd = new Crowd(target, idle, slow);
        crowd.vertx.runOnContext(run -> {
            crowd.open();
            crowd.vertx.setPeriodic(DRIP_MILLIS, tick -> crowd.drip());
        });
        return crowd;
    }

    /** Connections open now. */
    public int size() {
        return open.get();
    }

    /** The most that were open at once. */
    public int peak() {
        return peak.get();
    }

    /** Connections that the other side ended. */
    public long cut() {
        return cut.get();
    }

    /** Connections that could not be made. */
    public long refused() {
        return refused.get();
    }

    /** Waits until all are open, or the time is over; returns how many are. */
    public int await(int wanted, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (size() < wanted && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        return size();
    }

    @Override
    public void close() {
        vertx.runOnContext(run -> over = true);
        vertx.close().await();
    }

    private void open() {
        while (!over && opening < OPENING_MAX && idleLeft + slowLeft > 0) {
            boolean drips = slowLeft > 0;
            if (drips) {
                slowLeft--;
            } else {
                idleLeft--;
            }
            opening++;
            client.connect(target.port(), target.host()).onComplete(connected -> {
                opening--;
                if (connected.succeeded()) {
                    opened(connected.result(), drips);
                } else {
                    refused.incrementAndGet();
                    vertx.setTimer(BACK_MILLIS, later -> again(drips));
                }
                open();
            });
        }
    }

    private void opened(NetSocket socket, boolean drips) {
        peak.accumulateAndGet(open.incrementAndGet(), Math::max);
        socket.handler(answer -> {});
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(closed -> {
            open.decrementAndGet();
            if (!over) {
                cut.incrementAndGet();
                slow.remove(socket);
                vertx.setTimer(BACK_MILLIS, later -> again(drips));
            }
        });
        if (drips) {
            slow.add(socket);
            socket.write("POST " + target.path() + " HTTP/1.1\r\nhost: crowd\r\nx-slow: ");
        }
    }

    private void again(boolean drips) {
        if (drips) {
            slowLeft++;
        } else {
            idleLeft++;
        }
        open();
    }

    private void drip() {
        slow.forEach(socket -> socket.write("a"));
    }
}
