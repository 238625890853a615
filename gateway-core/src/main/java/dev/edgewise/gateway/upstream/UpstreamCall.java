package dev.edgewise.gateway.upstream;

import dev.edgewise.routing.pool.FailureKind;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to one endpoint. Everything happens on the event loop that started it; after
 * {@link #cancel} the sink hears nothing more.
 */
public final class UpstreamCall {
    /** HTTP/2's CANCEL; on HTTP/1.1 any reset closes the connection. */
    private static final long CANCEL = 0x8;

    private final UpstreamSink sink;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private boolean over;

    private UpstreamCall(UpstreamSink sink) {
        this.sink = sink;
    }

    static UpstreamCall start(Future<HttpClientRequest> acquiring, UpstreamRequest outgoing, UpstreamSink sink) {
        var call = new UpstreamCall(sink);
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

    /** Stops reading: the endpoint's sends fill up and stop in turn. */
    public void pause() {
        if (response != null) {
            response.pause();
        }
    }

    public void resume() {
        if (response != null) {
            response.resume();
        }
    }

    /** Ends the call: the endpoint sees its connection closed, or its HTTP/2 stream reset. */
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

    private static UpstreamFault connectFault(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new UpstreamFault(FailureKind.STREAM_REFUSED, "Every connection to the central endpoint is in use");
        }
        return cause instanceof SSLException
                ? new UpstreamFault(FailureKind.TLS, "The central endpoint's certificate or TLS setup was refused")
                : new UpstreamFault(FailureKind.CONNECT, "The central endpoint could not be reached");
    }

    private static UpstreamFault answerFault(Throwable cause) {
        return isGarbage(cause)
                ? new UpstreamFault(FailureKind.GARBAGE, "What the central endpoint sent is not HTTP")
                : new UpstreamFault(
                        FailureKind.RESET_AFTER_SENT, "The central endpoint closed the connection before it answered");
    }

    private static UpstreamFault bodyFault(Throwable cause) {
        return isGarbage(cause)
                ? new UpstreamFault(FailureKind.GARBAGE, "What the central endpoint sent is not valid HTTP")
                : new UpstreamFault(
                        FailureKind.STREAM_BROKEN, "The central endpoint broke off in the middle of its answer");
    }

    private static boolean isGarbage(Throwable cause) {
        return cause instanceof DecoderException || cause instanceof IllegalArgumentException;
    }
}
