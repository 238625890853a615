package dev.edgewise.loadtest.cluster;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;

/** What no HTTP library offers: breaking a connection below the protocol. For the connection's event loop only. */
final class Wire {
    private Wire() {}

    /** The connection's channel; HTTP/1.1 and HTTP/2 connections of Vert.x both stand on one. */
    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    /** Closes with a TCP RST: lingering for no time drops what is unsent and tells the peer. */
    static void reset(HttpConnection connection) {
        Channel channel = channel(connection);
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = channel.close();
    }

    /** Closes with a FIN after what was written, whatever the protocol still owes. */
    static void close(HttpConnection connection) {
        var _ = channel(connection).close();
    }

    /** Sends bytes that are neither HTTP nor TLS, past every handler, then closes. */
    static void garbage(HttpConnection connection) {
        Channel channel = channel(connection);
        var _ = channel.pipeline()
                .firstContext()
                .writeAndFlush(Unpooled.copiedBuffer(
                        "\u0016\u0003%&! no protocol at all\r\n\r\n", StandardCharsets.ISO_8859_1))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
