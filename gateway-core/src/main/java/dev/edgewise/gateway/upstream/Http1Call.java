package dev.edgewise.gateway.upstream;

import org.jspecify.annotations.Nullable;

/** A request over an HTTP/1.1 connection of the node's own, or on its way to one. */
final class Http1Call implements UpstreamCall {
    private final Http1Endpoint endpoint;
    private final String method;
    private final UpstreamRequest request;
    private final UpstreamSink sink;
    private @Nullable Http1Connection connection;
    private boolean over;

    Http1Call(Http1Endpoint endpoint, String method, UpstreamRequest request, UpstreamSink sink) {
        this.endpoint = endpoint;
        this.method = method;
        this.request = request;
        this.sink = sink;
    }

    String method() {
        return method;
    }

    UpstreamRequest request() {
        return request;
    }

    void runsOn(Http1Connection taken) {
        connection = taken;
    }

    boolean isOver() {
        return over;
    }

    void head(UpstreamHead head) {
        sink.head(head);
    }

    void data(byte[] bytes) {
        if (!over) {
            sink.data(Bytes.wrap(bytes));
        }
    }

    void end() {
        if (!over) {
            leave();
            sink.end();
        }
    }

    void fail(UpstreamFault fault) {
        if (!over) {
            leave();
            sink.failed(fault);
        }
    }

    @Override
    public void pause() {
        if (connection != null) {
            connection.read(false);
        }
    }

    @Override
    public void resume() {
        if (connection != null) {
            connection.read(true);
        }
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        Http1Connection running = connection;
        leave();
        if (running == null) {
            endpoint.forget(this);
        } else {
            running.close();
        }
    }

    private void leave() {
        over = true;
        connection = null;
    }
}
