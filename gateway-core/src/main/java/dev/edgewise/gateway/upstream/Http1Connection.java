package dev.edgewise.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an endpoint: one request at a time, and never again once anything about an answer was odd.
 *
 * <p>Threads: its event loop.
 */
final class Http1Connection extends Http1Decoder {
    /** Answers of status 1xx that may come before the one that counts. */
    private static final int INTERIM_MAX = 16;

    private final Http1Endpoint endpoint;
    private final ContextInternal context;
    private final Channel channel;
    private final boolean tls;
    private @Nullable Http1Call call;
    private @Nullable ChannelFuture sent;
    private boolean answering;
    private boolean interim;
    private int interims;
    private boolean reusable;
    private boolean ended;
    private boolean answered;
    private boolean closeNotified;
    private long idleSinceTick;
    private long idleTicksMax = Long.MAX_VALUE;

    Http1Connection(Http1Endpoint endpoint, ContextInternal context, Channel channel, boolean tls) {
        this.endpoint = endpoint;
        this.context = context;
        this.channel = channel;
        this.tls = tls;
    }

    /** Sends a request; the connection must be idle. */
    void run(Http1Call next, Http1Heads heads) {
        call = next;
        next.runsOn(this);
        answering = false;
        interims = 0;
        ByteBuf head;
        try {
            head = heads.write(channel.alloc(), next.method(), next.request());
        } catch (IllegalArgumentException unfit) {
            call = null;
            next.fail(UpstreamFault.UNFIT);
            endpoint.release(this);
            return;
        } catch (RuntimeException | Error failed) {
            // Also a want of memory: the place must not be lost, nor the caller left waiting.
            close();
            next.fail(UpstreamFault.UNSENT);
            return;
        }
        if (next.request().body().length() <= Http1Heads.COPIED_BYTES_MAX) {
            sent = channel.writeAndFlush(head);
        } else {
            var _ = channel.write(head);
            sent = channel.writeAndFlush(
                    Unpooled.wrappedBuffer(Bytes.of(next.request().body())));
        }
    }

    void idleSince(long tick) {
        idleSinceTick = tick;
    }

    boolean isExpired(long tick, long ticksMax) {
        return tick - idleSinceTick >= Math.min(ticksMax, idleTicksMax);
    }

    boolean isOpen() {
        return !ended && channel.isActive();
    }

    void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** Closes; whose call it had hears nothing of it. */
    void close() {
        call = null;
        abandon();
    }

    /** Closes; whose call it has hears of it when the channel has closed. */
    void abandon() {
        ended = true;
        var _ = channel.close();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (call == null && !ended && in.isReadable()) {
            // Nobody asked: the begin of a head must not wait here for the next request's answer.
            close();
        }
        if (ended) {
            in.skipBytes(in.readableBytes());
            return;
        }
        super.decode(ctx, in, out);
        take(in, out);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(ctx, in, out);
        // Where the end of the connection ends the body, TLS alone can tell it from a line that was cut.
        if (tls && !closeNotified) {
            out.forEach(ReferenceCountUtil::release);
            out.clear();
        }
        reusable = false;
        take(in, out);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        ContextInternal before = context.beginDispatch();
        try {
            super.channelRead(ctx, bytes);
        } finally {
            context.endDispatch(before);
        }
    }

    /** Only now: bytes that came behind the answer have been seen, and the connection is closed for them. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        super.channelReadComplete(ctx);
        if (answered && !ended) {
            answered = false;
            ContextInternal before = context.beginDispatch();
            try {
                endpoint.release(this);
            } finally {
                context.endDispatch(before);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        ContextInternal before = context.beginDispatch();
        try {
            super.channelInactive(ctx);
            ended = true;
            fail(endOfConnection());
            endpoint.gone(this);
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslCloseCompletionEvent close) {
            closeNotified = close.isSuccess();
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause.getCause() instanceof SSLException)) {
            context.reportException(cause);
        }
        abandon();
    }

    /** How long the endpoint says it keeps an idle connection, less a second for the way; very long when it does not say. */
    private static long keepAliveSeconds(@Nullable String line) {
        int at = line == null ? -1 : line.indexOf("timeout=");
        if (line == null || at < 0) {
            return Long.MAX_VALUE;
        }
        int from = at + "timeout=".length();
        int end = from;
        while (end < line.length() && end < from + 9 && Character.isDigit(line.charAt(end))) {
            end++;
        }
        return end == from ? Long.MAX_VALUE : Math.max(1, Long.parseLong(line, from, end, 10) - 1);
    }

    private UpstreamFault endOfConnection() {
        ChannelFuture request = sent;
        if (request != null && !request.isSuccess()) {
            return UpstreamFault.UNSENT;
        }
        return answering ? UpstreamFault.BROKEN_OFF : UpstreamFault.UNANSWERED;
    }

    private void take(ByteBuf in, List<Object> out) {
        try {
            for (int i = 0; i < out.size() && !ended; i++) {
                Object part = out.get(i);
                if (part instanceof HttpResponse head) {
                    head(head);
                } else if (part instanceof HttpContent content) {
                    content(content, in);
                } else {
                    fail(UpstreamFault.NOT_HTTP);
                }
            }
        } finally {
            out.forEach(ReferenceCountUtil::release);
            out.clear();
        }
    }

    private void head(HttpResponse head) {
        Http1Call running = call;
        if (running == null) {
            // Bytes that nobody asked for: what comes next could be taken for the answer to another request.
            close();
            return;
        }
        if (head.decoderResult().isFailure()) {
            boolean cut = head.decoderResult().cause() instanceof PrematureChannelClosureException;
            fail(cut ? endOfConnection() : UpstreamFault.NOT_HTTP);
            return;
        }
        if (!isFramed(head)) {
            fail(UpstreamFault.NOT_HTTP);
            return;
        }
        int status = head.status().code();
        if (status < 200) {
            interim = true;
            if (status == 101 || ++interims > INTERIM_MAX) {
                fail(UpstreamFault.NOT_HTTP);
            }
            return;
        }
        interim = false;
        answering = true;
        reusable = HttpUtil.isKeepAlive(head);
        idleTicksMax = keepAliveSeconds(head.headers().get("keep-alive"));
        running.head(new UpstreamHead(status, (MultiMap) head.headers()));
    }

    private void content(HttpContent content, ByteBuf in) {
        Http1Call running = call;
        if (interim) {
            interim = !(content instanceof LastHttpContent);
            return;
        }
        if (running == null) {
            close();
            return;
        }
        if (content.decoderResult().isFailure()) {
            fail(UpstreamFault.INVALID_HTTP);
            return;
        }
        if (content.content().isReadable()) {
            running.data(ByteBufUtil.getBytes(content.content()));
        }
        if (content instanceof LastHttpContent && !ended) {
            finish(running, in);
        }
    }

    private void finish(Http1Call running, ByteBuf in) {
        ChannelFuture request = sent;
        boolean again = reusable && request != null && request.isSuccess() && !in.isReadable();
        call = null;
        if (!again) {
            close();
        }
        running.end();
        if (again) {
            read(true);
            answered = true;
        }
    }

    private void fail(UpstreamFault fault) {
        Http1Call running = call;
        close();
        if (running != null) {
            running.fail(fault);
        }
    }
}
