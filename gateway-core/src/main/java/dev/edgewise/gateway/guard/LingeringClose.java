package dev.edgewise.gateway.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * Ends a refused connection so that the client can read why: what was written goes out, then our side is closed, and
 * what the client still sends is thrown away for a while. Closing at once would reset the connection and take the
 * answer with it.
 */
final class LingeringClose extends ChannelOutboundHandlerAdapter {
    /** How long the client may take to notice. */
    static final long LINGER_MILLIS = 1_000;

    private boolean closing;

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (closing || !(ctx.channel() instanceof DuplexChannel channel)) {
            var _ = ctx.close(promise);
            return;
        }
        closing = true;
        ctx.flush();
        var _ = channel.shutdownOutput();
        channel.config().setAutoRead(true);
        var _ = ctx.executor()
                .schedule(
                        () -> {
                            var _ = ctx.close(promise);
                        },
                        LINGER_MILLIS,
                        TimeUnit.MILLISECONDS);
    }
}
