package dev.edgewise.gateway.upstream;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A request over Vert.x's client. */
final class VertxCall implements UpstreamCall {
    /** HTTP/2's CANCEL; on HTTP/1.1 any reset closes the connection. */
    private static final long CANCEL = 0x8;

    private final UpstreamSink sink;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean over;

    private VertxCall(UpstreamSink sink) {
        this.sink = sink;
    }

    static VertxCall start(Future<HttpClientRequest> acquiring, UpstreamRequest outgoing, UpstreamSink sink) {
        var call = new VertxCall(sink);
        acquiring.onComplete(acquired -> call.acquired(acquired, outgoing));
        return call;
    }

    private void acquired(AsyncResult<HttpClientRequest> acquired, UpstreamRequest outgoing) {
        if (acquired.failed()) {
            fail(connectFault(acquired.cause()));
            return;
        }
        HttpClientRequest connected = acquired.result();
        request = connected;
        if (over) {
            connected.reset(CANCEL);
            return;
        }
        var headers = connected.headers();
        outgoing.headers().accept(headers::add);
        connected.send(outgoing.body()).onComplete(this::answered);
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (answer.failed()) {
            fail(answerFault(answer.cause()));
            return;
        }
        if (over) {
            return;
        }
        HttpClientResponse head = answer.result();
        response = head;
        head.exceptionHandler(cause -> fail(bodyFault(cause)));
        head.handler(bytes -> {
            if (!over) {
                sink.data(bytes);
            }
        });
        head.endHandler(end -> {
            if (!over) {
                over = true;
                sink.end();
            }
        });
        sink.head(new UpstreamHead(head.statusCode(), head.headers()));
    }

    @Override
    public void pause() {
        if (response != null) {
            response.pause();
        }
    }

    @Override
    public void resume() {
        if (response != null) {
            response.resume();
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            if (request != null) {
                request.reset(CANCEL);
            }
        }
    }

    private void fail(UpstreamFault fault) {
        if (!over) {
            over = true;
            sink.failed(fault);
        }
    }

    static UpstreamFault connectFault(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return UpstreamFault.BUSY;
        }
        UpstreamFault fault = cause instanceof SSLException ? UpstreamFault.UNTRUSTED : UpstreamFault.UNREACHABLE;
        return fault.because(cause);
    }

    private static UpstreamFault answerFault(Throwable cause) {
        return isGarbage(cause) ? UpstreamFault.NOT_HTTP : UpstreamFault.UNANSWERED;
    }

    private static UpstreamFault bodyFault(Throwable cause) {
        return isGarbage(cause) ? UpstreamFault.INVALID_HTTP : UpstreamFault.BROKEN_OFF;
    }

    private static boolean isGarbage(Throwable cause) {
        return cause instanceof DecoderException || cause instanceof IllegalArgumentException;
    }
}
