package dev.edgewise.gateway.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.http.impl.http1.VertxHttpResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves is byte for byte what the encoder alone would send. */
class OneBufferRepliesTest {
    private static final int BIG = OneBufferReplies.COPIED_BYTES_MAX + 1;

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 205, 304, 404, 499, 503})
    void aReplyOfAnyStatusLeavesAsTheEncoderWritesIt(int status) {
        for (int bytes : new int[] {0, 1, 1000, BIG - 1, BIG}) {
            assertEquals(
                    String.join("", sent(false, Stream.of(whole(status, bytes)))),
                    String.join("", sent(true, Stream.of(whole(status, bytes)))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, HeadText.BYTES_MAX / 2, HeadText.BYTES_MAX - 60, HeadText.BYTES_MAX, 3 * HeadText.BYTES_MAX})
    void aHeadOfAnyLengthLeavesAsTheEncoderWritesIt(int characters) {
        assertEquals(
                String.join("", sent(false, Stream.of(withHead(characters)))),
                String.join("", sent(true, Stream.of(withHead(characters)))));
    }

    @Test
    void chunksLeaveAsTheEncoderWritesThem() {
        assertEquals(String.join("", sent(false, stream())), String.join("", sent(true, stream())));
    }

    @Test
    void aSmallReplyIsOneBufferAndSoIsASmallChunk() {
        assertEquals(1, sent(true, Stream.of(whole(200, 1000))).size());
        // Head, one event, the big chunk in its three parts, the last chunk.
        assertEquals(6, sent(true, stream()).size());
    }

    private static Object withHead(int characters) {
        FullHttpResponse reply = whole(200, 10);
        reply.headers().set("edge-node", new AsciiString("of seoul 1").subSequence(3, 8));
        reply.headers().set("x-long", "é" + "y".repeat(characters));
        reply.headers().set("x-empty", "");
        return reply;
    }

    private static FullHttpResponse whole(int status, int bytes) {
        HttpHeaders headers = Http1xHeaders.httpHeaders();
        headers.set("content-type", "text/plain");
        headers.set("content-length", Integer.toString(bytes));
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                text(bytes),
                headers,
                Http1xHeaders.httpHeaders());
    }

    private static Stream<Object> stream() {
        HttpHeaders headers = Http1xHeaders.httpHeaders();
        headers.set("transfer-encoding", "chunked");
        return Stream.of(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers),
                new DefaultHttpContent(text(300)),
                new DefaultHttpContent(text(BIG)),
                LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static ByteBuf text(int bytes) {
        return Unpooled.copiedBuffer("x".repeat(bytes), StandardCharsets.US_ASCII);
    }

    private static List<String> sent(boolean inOneBuffer, Stream<Object> messages) {
        var channel = new EmbeddedChannel(new VertxHttpResponseEncoder());
        if (inOneBuffer) {
            channel.pipeline()
                    .addLast(
                            new OneBufferReplies(() -> false, channel.pipeline().firstContext(), new HeadText()));
        }
        messages.forEach(channel::writeOutbound);
        List<String> buffers = new ArrayList<>();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            if (part.isReadable()) {
                buffers.add(part.toString(StandardCharsets.US_ASCII));
            }
            part.release();
        }
        channel.finishAndReleaseAll();
        return buffers;
    }
}
