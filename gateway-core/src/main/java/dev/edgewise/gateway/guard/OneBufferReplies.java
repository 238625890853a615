package dev.edgewise.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Encodes the HTTP/1 replies that are frequent and small: head and body in one buffer, and a chunk with its frame in
 * one, where the encoder makes two and three, each with its promise and all gathered again to be written. Whatever is not
 * plainly such a reply goes to the encoder, and so does everything on a connection that asked by HEAD, whose replies
 * look like others but have no body.
 *
 * <p>Threads: the connection's event loop.
 */
final class OneBufferReplies extends ChannelOutboundHandlerAdapter {
    /** Of a body or chunk that is copied; past it gathering is cheaper. */
    static final int COPIED_BYTES_MAX = 8 * 1024;
    /** Of a head, to begin with; a longer one makes its buffer grow. */
    private static final int HEAD_BYTES = 768;
    /** Of a chunk's frame: its length in hex and two line ends. */
    private static final int FRAME_BYTES_MAX = 12;

    private static final byte[] OK_LINE = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CRLF = '\r' << 8 | '\n';

    private final BooleanSupplier seenHead;
    private final ChannelHandlerContext encoder;
    private final HeadText head;
    private boolean inChunks;

    /**
     * @param seenHead whether the connection has asked by HEAD
     * @param encoder what this handler spares its work
     * @param head of the connection's event loop
     */
    OneBufferReplies(BooleanSupplier seenHead, ChannelHandlerContext encoder, HeadText head) {
        this.seenHead = seenHead;
        this.encoder = encoder;
        this.head = head;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof FullHttpResponse reply) {
            if (isPlain(reply)
                    && isSmall(reply.content())
                    && !reply.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
                send(whole(ctx, reply), promise);
                return;
            }
        } else if (message instanceof HttpResponse head) {
            inChunks = isPlain(head) && HttpUtil.isTransferEncodingChunked(head);
        } else if (message instanceof LastHttpContent) {
            inChunks = false;
        } else if (inChunks && message instanceof HttpContent part && isSmall(part.content())) {
            send(chunk(ctx, part), promise);
            return;
        }
        var _ = ctx.write(message, promise);
    }

    private void send(ByteBuf bytes, ChannelPromise promise) {
        var _ = encoder.write(bytes, promise);
    }

    /** Whether the reply has a body if its lines say so. */
    private boolean isPlain(HttpResponse reply) {
        int status = reply.status().code();
        return status >= 200
                && status != 204
                && status != 205
                && status != 304
                && !seenHead.getAsBoolean()
                && reply.headers() instanceof Http1xHeaders;
    }

    private static boolean isSmall(ByteBuf content) {
        int bytes = content.readableBytes();
        return bytes > 0 && bytes <= COPIED_BYTES_MAX;
    }

    private ByteBuf whole(ChannelHandlerContext ctx, FullHttpResponse reply) {
        ByteBuf content = reply.content();
        ByteBuf out = ctx.alloc().buffer(HEAD_BYTES + content.readableBytes());
        try {
            statusLine(reply, out);
            if (!head.write(reply.headers(), out)) {
                ((Http1xHeaders) reply.headers()).encode(out, false);
                ByteBufUtil.writeShortBE(out, CRLF);
            }
            out.writeBytes(content);
            return out;
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        } finally {
            reply.release();
        }
    }

    private static void statusLine(HttpResponse reply, ByteBuf out) {
        HttpResponseStatus status = reply.status();
        if (status.code() == 200 && reply.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            out.writeBytes(OK_LINE);
            return;
        }
        out.writeCharSequence(
                reply.protocolVersion().text() + ' ' + status.code() + ' ' + status.reasonPhrase() + "\r\n",
                StandardCharsets.US_ASCII);
    }

    private static ByteBuf chunk(ChannelHandlerContext ctx, HttpContent part) {
        ByteBuf content = part.content();
        ByteBuf out = ctx.alloc().buffer(content.readableBytes() + FRAME_BYTES_MAX);
        out.writeCharSequence(Integer.toHexString(content.readableBytes()), StandardCharsets.US_ASCII);
        ByteBufUtil.writeShortBE(out, CRLF);
        out.writeBytes(content);
        ByteBufUtil.writeShortBE(out, CRLF);
        part.release();
        return out;
    }
}
