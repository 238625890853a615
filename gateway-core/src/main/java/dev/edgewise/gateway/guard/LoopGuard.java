package dev.edgewise.gateway.guard;

import dev.edgewise.gateway.request.NodeClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * The guard of one event loop: prepares its connections, and looks at all of them with one timer.
 *
 * <p>Threads: its event loop.
 */
public final class LoopGuard {
    /** Of a body handed on at once, in bytes. */
    private static final int CHUNK_BYTES_MAX = 64 * 1024;
    /** Netty's own bounds lie above those that the scan enforces, which has the better words. */
    private static final int SLACK_BYTES = 4096;

    private final Guard guard;
    private final Vertx vertx;
    private final NodeClock clock;
    private final HeadScan.Scratch scratch = new HeadScan.Scratch();
    private final HeadText head = new HeadText();
    private final WatchList connections = new WatchList();
    private final WatchList bodies = new WatchList();
    private long nowNanos;

    LoopGuard(Guard guard, Vertx vertx, NodeClock clock) {
        this.guard = guard;
        this.vertx = vertx;
        this.clock = clock;
        this.nowNanos = clock.nowNanos();
        tick();
    }

    /** Prepares a new connection before its first byte is read, or closes it when there are too many. */
    public void connected(HttpConnection connection) {
        Channel channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        if (!guard.enter()) {
            count(Reason.CONNECTIONS);
            var _ = channel.close();
            return;
        }
        GuardLimits limits = guard.limits();
        ChannelPipeline pipeline = channel.pipeline();
        var guarded = new GuardedConnection(this, channel);
        if (pipeline.get("httpDecoder") != null) {
            var bounds = new Http1ServerConfig()
                    .setMaxInitialLineLength(limits.uriBytesMax() + SLACK_BYTES)
                    .setMaxHeaderSize(limits.headerBytesMax() + SLACK_BYTES)
                    .setMaxChunkSize(CHUNK_BYTES_MAX);
            var gate = new Http1Gate(bounds, guarded, new HeadScan(limits, scratch));
            guarded.http1(gate);
            pipeline.replace("httpDecoder", "httpDecoder", gate);
            pipeline.addAfter(
                    "httpEncoder",
                    "replies",
                    new OneBufferReplies(gate::hasSeenHead, pipeline.context("httpEncoder"), head));
        } else {
            Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
            guarded.http2(handler);
            var frames = new Http2Frames(handler.decoder().frameListener(), guarded);
            handler.decoder().frameListener(frames);
            pipeline.addBefore(pipeline.context(handler).name(), "frames", frames.outbound());
        }
        channel.attr(GuardedConnection.KEY).set(guarded);
        connections.add(guarded);
        channel.closeFuture().addListener(closed -> {
            connections.remove(guarded);
            guard.leave();
        });
    }

    /** Has a running body looked at until {@link #unwatch}. */
    public void watch(Watched body) {
        bodies.add(body);
    }

    public void unwatch(Watched body) {
        bodies.remove(body);
    }

    public GuardLimits limits() {
        return guard.limits();
    }

    /** Monotonic nanoseconds of the last look: late by up to a quarter of a second, and free to read. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Counts a refusal. */
    public void count(Reason reason) {
        guard.count(reason);
    }

    private void tick() {
        vertx.setTimer(guard.limits().tickMillis(), due -> {
            // First, so that nothing that fails below is the last look.
            tick();
            nowNanos = clock.nowNanos();
            connections.look(nowNanos);
            bodies.look(nowNanos);
        });
    }
}
