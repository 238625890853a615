package dev.edgewise.gateway.guard;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the data plane and its time limits.
 *
 * <p>Threads: its event loop.
 */
public final class GuardedConnection extends Watched {
    static final AttributeKey<GuardedConnection> KEY = AttributeKey.valueOf(GuardedConnection.class, "guarded");

    private static final long NEVER = Long.MIN_VALUE;

    private final LoopGuard loop;
    private final Channel channel;
    private @Nullable Http1Gate gate;
    private @Nullable Http2Stalls stalls;
    private boolean lingers;
    private boolean cut;
    private boolean used;
    private int requests;
    private long idleSince;
    private long headSince = NEVER;
    private @Nullable Object waiting;
    private long waitingProgress;
    private long stalledSince = NEVER;

    GuardedConnection(LoopGuard loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
        this.idleSince = loop.nowNanos();
    }

    /** The guarded side of a server's connection. */
    public static GuardedConnection of(HttpConnection connection) {
        return ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .attr(KEY)
                .get();
    }

    void http1(Http1Gate decoder) {
        gate = decoder;
    }

    void http2(Http2ConnectionHandler handler) {
        stalls = new Http2Stalls(handler);
    }

    /** A request was handed on. */
    public void began() {
        used = true;
        requests++;
    }

    /** Its answer has been written, or never will be. */
    public void ended() {
        requests--;
        idleSince = loop.nowNanos();
    }

    /** The guard of the connection's loop. */
    public LoopGuard loop() {
        return loop;
    }

    /** Has the answer written now be the connection's last, and the client be given time to read it. */
    public void linger() {
        if (!lingers && gate != null) {
            lingers = true;
            channel.pipeline().addFirst("linger", new LingeringClose());
        }
    }

    void headBegan() {
        if (headSince == NEVER) {
            headSince = loop.nowNanos();
        }
    }

    void headEnded() {
        headSince = NEVER;
    }

    void refused(Reason reason) {
        loop.count(reason);
        linger();
    }

    /** Closes without an answer; what waits to be written is dropped. */
    void cut(Reason reason) {
        if (cut) {
            return;
        }
        cut = true;
        loop.count(reason);
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    @Override
    protected void look(long nowNanos) {
        GuardLimits limits = loop.limits();
        if (isStalled(nowNanos, limits.stallNanosMax())) {
            cut(Reason.WRITE_STALL);
        } else if (requests == 0 && waiting == null) {
            if (headSince != NEVER) {
                if (nowNanos - Math.max(headSince, idleSince) > limits.headNanosMax()) {
                    late();
                }
            } else if (nowNanos - idleSince > (used ? limits.idleNanosMax() : limits.unusedNanosMax())) {
                loop.count(Reason.IDLE);
                idleSince = nowNanos;
                var _ = channel.close();
            }
        }
    }

    private void late() {
        headSince = NEVER;
        idleSince = loop.nowNanos();
        if (gate != null) {
            gate.refuseNow(Reason.HEAD_TIME);
        } else {
            cut(Reason.HEAD_TIME);
        }
    }

    /** Whether the reader has taken nothing for too long of what waits for it. */
    @SuppressWarnings("ReferenceEquality") // The same entry at the head of the queue, not one like it.
    private boolean isStalled(long nowNanos, long stallNanosMax) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        Object head = out == null ? null : out.current();
        long progress = out == null || head == null ? 0 : out.currentProgress();
        if (head != waiting || progress != waitingProgress) {
            waiting = head;
            waitingProgress = progress;
            stalledSince = nowNanos;
        } else if (head != null && nowNanos - stalledSince > stallNanosMax) {
            return true;
        }
        return stalls != null && requests > 0 && stalls.isStalled(nowNanos, stallNanosMax);
    }
}
