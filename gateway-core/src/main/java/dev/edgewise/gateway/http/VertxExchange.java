package dev.edgewise.gateway.http;

import dev.edgewise.gateway.admission.Admission;
import dev.edgewise.gateway.admission.BodySource;
import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.guard.GuardedConnection;
import dev.edgewise.gateway.lane.Lane;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.HeaderList;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.request.RequestRecord;
import dev.edgewise.gateway.upstream.Bytes;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request of Vert.x's HTTP server and its response. */
final class VertxExchange implements Exchange, ReplyStream, BodySource {
    /** How long the rest of a refused body is read and thrown away before the connection is closed. */
    private static final long LINGER_MILLIS = 2_000;

    private static final Refusal CLIENT_GONE =
            Refusal.client(499, "client_gone", "The client left before its body was complete.");

    /** How long other streams of a connection may go on when the node drains; the drain's own limit is shorter. */
    private static final Duration STREAMS_TIME_MAX = Duration.ofHours(1);

    private final Arrival arrival;
    private final RequestRecord record;
    private final Lane lane;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final GuardedConnection connection;
    private @Nullable Runnable gone;
    private boolean finished;
    private boolean over;

    VertxExchange(Arrival arrival, RequestRecord record, Lane lane, HttpServerRequest request, Vertx vertx) {
        this.connection = GuardedConnection.of(request.connection());
        connection.began();
        this.arrival = arrival;
        this.record = record;
        this.lane = lane;
        this.request = request;
        this.response = request.response();
        this.vertx = vertx;
        response.exceptionHandler(broken -> leave());
        response.closeHandler(closed -> leave());
    }

    @Override
    public Arrival arrival() {
        return arrival;
    }

    @Override
    public RequestRecord record() {
        return record;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void reply(Reply reply) {
        if (finished || response.closed()) {
            record.clientGone = true;
            return;
        }
        finish();
        record.status = reply.status();
        record.bytesOut = reply.body().length;
        record.firstByte();
        response.setStatusCode(reply.status());
        var headers = response.headers();
        reply.headers().forEach(headers::add);
        boolean last = record.errorCode.equals(Admission.SHUTTING_DOWN_CODE);
        boolean unread = !request.isEnded() && hasBody();
        if ((unread || last) && request.version() != HttpVersion.HTTP_2) {
            connection.linger();
            headers.set("connection", "close");
        }
        if (reply.status() == 304) {
            response.end();
        } else {
            response.end(Bytes.wrap(reply.body()));
        }
        if (unread) {
            discardRest();
        } else if (last) {
            request.connection().shutdown(STREAMS_TIME_MAX);
        }
    }

    /** A body that comes after its reply is thrown away, so that the client can read the reply; but not for long. */
    private void discardRest() {
        request.handler(bytes -> {});
        request.exceptionHandler(broken -> {});
        if (request.version() == HttpVersion.HTTP_2) {
            request.endHandler(end -> {});
            vertx.setTimer(LINGER_MILLIS, late -> {
                if (!request.isEnded()) {
                    response.reset();
                }
            });
        } else {
            request.endHandler(end -> request.connection().close());
            vertx.setTimer(LINGER_MILLIS, late -> request.connection().close());
        }
    }

    /** Without one the request's end comes next, in the same read. */
    private boolean hasBody() {
        return request.version() == HttpVersion.HTTP_2
                || announcedBytes() > 0
                || request.getHeader(HttpHeaderNames.TRANSFER_ENCODING) != null;
    }

    private void finish() {
        finished = true;
        leaveConnection();
    }

    private void leaveConnection() {
        if (!over) {
            over = true;
            connection.ended();
        }
    }

    @Override
    public long announcedBytes() {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void read(Permit permit, long bytesMax, Consumer<byte[]> whole, Consumer<Refusal> refused) {
        if (request.version() != HttpVersion.HTTP_1_0
                && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaderNames.EXPECT))) {
            response.writeContinue();
        }
        BodyReader.read(
                request,
                permit,
                announcedBytes(),
                bytesMax,
                whole,
                refused,
                () -> {
                    record.clientGone = true;
                    record.status = CLIENT_GONE.status();
                    finish();
                    refused.accept(CLIENT_GONE);
                },
                connection.loop());
    }

    @Override
    public ReplyStream stream(int status, HeaderList lines) {
        record.status = status;
        record.streamed = true;
        if (!response.closed()) {
            response.setStatusCode(status).setChunked(true);
            lines.forEach(response.headers()::add);
        }
        return this;
    }

    @Override
    public boolean write(Buffer bytes) {
        if (finished || response.closed()) {
            return true;
        }
        record.firstByte();
        record.bytesOut += bytes.length();
        response.write(bytes);
        return !response.writeQueueFull();
    }

    @Override
    public void onDrain(Runnable ready) {
        response.drainHandler(drained -> ready.run());
    }

    @Override
    public void end() {
        if (!finished && !response.closed()) {
            finish();
            response.end();
        }
    }

    @Override
    public void abort() {
        if (!finished) {
            finish();
            response.reset();
        }
    }

    @Override
    public void onClientGone(Runnable listener) {
        if (response.closed() && !finished) {
            record.clientGone = true;
            listener.run();
        } else {
            gone = listener;
        }
    }

    private void leave() {
        Runnable listener = gone;
        gone = null;
        leaveConnection();
        if (!finished) {
            record.clientGone = true;
            if (listener != null) {
                listener.run();
            }
        }
    }
}
