package dev.edgewise.gateway.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1 decoder of the data plane. It hands a head to the decoder it extends only when {@link HeadScan} found it
 * whole and in order. What is refused becomes a failed request in its place in the order of requests, so that the
 * answers before it come first; all bytes after it are thrown away.
 */
final class Http1Gate extends VertxHttpRequestDecoder {
    private final GuardedConnection connection;
    private final HeadScan scan;
    private @Nullable ChannelHandlerContext context;
    private boolean inBody;
    private boolean refused;
    private boolean seenHead;

    Http1Gate(Http1ServerConfig bounds, GuardedConnection connection, HeadScan scan) {
        super(bounds);
        this.connection = connection;
        this.scan = scan;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!inBody) {
            Reason wrong = scan.look(in);
            if (wrong != null) {
                in.skipBytes(in.readableBytes());
                out.add(refuse(wrong));
                return;
            }
            if (!scan.isComplete()) {
                if (scan.hasBegun()) {
                    connection.headBegan();
                }
                return;
            }
            connection.headEnded();
        }
        int before = out.size();
        super.decode(ctx, in, out);
        if (out.size() > before) {
            if (!inBody && out.get(before) instanceof HttpRequest head) {
                splitConnection(head);
            }
            follow((HttpObject) out.get(before), (HttpObject) out.getLast());
        }
    }

    /** Whether a request came whose reply has no body although its lines announce one. */
    boolean hasSeenHead() {
        return seenHead;
    }

    /** Answers a head that takes too long; on the event loop, outside of a read. */
    void refuseNow(Reason reason) {
        ChannelHandlerContext ctx = context;
        if (!refused && ctx != null) {
            ctx.fireChannelRead(refuse(reason));
            ctx.fireChannelReadComplete();
        }
    }

    @SuppressWarnings("ReferenceEquality") // A body without trailers ends with this very object.
    private void follow(HttpObject first, HttpObject last) {
        if (!inBody) {
            inBody = true;
            refused = first.decoderResult().isFailure();
            seenHead |= first instanceof HttpRequest request && request.method().equals(HttpMethod.HEAD);
        }
        if (last == LastHttpContent.EMPTY_LAST_CONTENT) {
            nextHead();
        } else if (last instanceof LastHttpContent) {
            if (last.decoderResult().isFailure()) {
                breakOff(last, Reason.CHUNK);
            } else if (scan.isChunked()) {
                breakOff(last, Reason.TRAILER);
            } else {
                nextHead();
            }
        }
    }

    /** The server looks for {@code close} in whole lines only: a list becomes as many lines as it has members. */
    private static void splitConnection(HttpRequest head) {
        String line = head.headers().get(HttpHeaderNames.CONNECTION);
        if (line == null) {
            return;
        }
        List<String> lines = head.headers().getAll(HttpHeaderNames.CONNECTION);
        if (lines.stream().anyMatch(list -> list.indexOf(',') >= 0)) {
            head.headers()
                    .set(
                            HttpHeaderNames.CONNECTION,
                            lines.stream()
                                    .flatMap(list -> Arrays.stream(list.split(",")))
                                    .map(String::strip)
                                    .filter(member -> !member.isEmpty())
                                    .toList());
        }
    }

    private void nextHead() {
        inBody = false;
        scan.reset();
    }

    private void breakOff(HttpObject last, Reason reason) {
        refused = true;
        connection.refused(reason);
        last.setDecoderResult(DecoderResult.failure(new Refused(reason)));
    }

    private HttpObject refuse(Reason reason) {
        refused = true;
        connection.headEnded();
        connection.refused(reason);
        var failed = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Http1xHeaders.httpHeaders());
        failed.setDecoderResult(DecoderResult.failure(new Refused(reason)));
        return failed;
    }
}
