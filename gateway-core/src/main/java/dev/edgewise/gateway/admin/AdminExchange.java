package dev.edgewise.gateway.admin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/** One request of the admin plane from its head to its answer. On the admin plane's event loop. */
final class AdminExchange {
    private static final System.Logger LOG = System.getLogger(AdminExchange.class.getName());

    /** Longest wait for a body, in milliseconds. */
    static final long BODY_MILLIS_MAX = 10_000;

    /** Longest wait for a handler, in milliseconds. */
    static final long HANDLER_MILLIS_MAX = 30_000;

    private static final long LINGER_MILLIS = 1_000;

    /** Who sends much writes for long before it looks for an answer. */
    private static final long STREAM_LINGER_MILLIS = 10_000;

    private static final int QUERY_PARAMETERS_MAX = 32;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String id;
    private final String boundHost;
    private final AdminKeys keys;
    private final AdminConnections connections;
    private final long timer;
    private boolean counted;
    private boolean answered;
    private long lingerMillis = LINGER_MILLIS;
    private long watch = -1;

    /** @param id of the request, for its answer and the log */
    AdminExchange(
            Vertx vertx,
            HttpServerRequest request,
            String id,
            String boundHost,
            AdminKeys keys,
            AdminConnections connections) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.id = id;
        this.boundHost = boundHost;
        this.keys = keys;
        this.connections = connections;
        this.timer = vertx.setTimer(
                HANDLER_MILLIS_MAX,
                late -> answer(AdminReply.problem(
                        503,
                        new Doc()
                                .text("title", "Too slow")
                                .text(
                                        "detail",
                                        "This takes longer than " + HANDLER_MILLIS_MAX / 1000 + " s and may still be"
                                                + " running. Look at the node's log before asking again."),
                        false)));
    }

    /** Answers what the HTTP decoder refused. */
    static void malformed(HttpServerRequest request, String id) {
        AdminReply problem =
                AdminReply.problem(400, "Malformed request", "This is not HTTP/1.1, or its head is too large.");
        request.response()
                .setStatusCode(problem.status())
                .putHeader("content-type", problem.contentType())
                .putHeader("x-request-id", id)
                .end(Buffer.buffer(problem.bytes(id)))
                .onComplete(sent -> request.connection().close());
    }

    void serve(AdminRoutes routes) {
        request.exceptionHandler(broken -> finished());
        response.closeHandler(closed -> finished());
        if (!connections.begin(request.connection())) {
            answer(AdminReply.problem(
                            503,
                            "Too many requests at once",
                            "The admin plane answers " + AdminServer.IN_FLIGHT_MAX
                                    + " requests at a time. Ask again in a second.")
                    .with("retry-after", "1"));
            return;
        }
        counted = true;
        String path = request.path() == null ? "" : request.path();
        switch (routes.find(request.method().name(), path)) {
            case AdminRoutes.Match.NotFound notFound ->
                answer(AdminReply.problem(
                        404,
                        new Doc()
                                .text("title", "Nothing there")
                                .text("detail", "The admin plane has no such path; 'paths' lists those it has.")
                                .texts("paths", routes.paths().toList())));
            case AdminRoutes.Match.WrongMethod wrong ->
                answer(AdminReply.problem(405, "Wrong method", "This path answers " + wrong.allow() + ".")
                        .with("allow", wrong.allow()));
            case AdminRoutes.Match.Found found -> admit(found, path);
        }
    }

    private void admit(AdminRoutes.Match.Found found, String path) {
        Route route = found.route();
        var headers = request.headers();
        String who = "none";
        if (route.access() == Route.Access.KEYED) {
            HostAndPort authority = request.authority();
            String objection = BrowserGuard.objection(
                    new BrowserGuard.Asked(
                            request.method().name(),
                            authority == null ? "" : authority.toString(),
                            boundHost,
                            headers.get("origin"),
                            headers.get("sec-fetch-site")),
                    !keys.isOpen());
            if (objection != null) {
                answer(AdminReply.problem(403, "Not from here", objection));
                return;
            }
            switch (keys.judge(headers.get("authorization"), headers.get("x-api-key"))) {
                case AdminKeys.Verdict.Unknown unknown -> {
                    answer(AdminReply.problem(401, "An admin key is needed", unknown.detail())
                            .with("www-authenticate", "Bearer"));
                    return;
                }
                case AdminKeys.Verdict.Known known -> who = known.who();
            }
        }
        var caller = new AdminRequest.Caller(who, request.remoteAddress().hostAddress());
        var asked = new AdminRequest(
                path,
                found.variables(),
                query(),
                accept(),
                new byte[0],
                InputStream.nullInputStream(),
                announcedBytes(),
                caller);
        if (route.place() == Route.Place.STREAM) {
            receive(route, asked);
        } else {
            readBody(body -> run(route, asked.with(body)));
        }
    }

    /** Lets a thread of its own read the body, at its own pace, for as long as some of it comes now and then. */
    private void receive(Route route, AdminRequest asked) {
        vertx.cancelTimer(timer);
        Context context = vertx.getOrCreateContext();
        BodyStream body = new BodyStream(request, context, () -> {
            if ("100-continue".equalsIgnoreCase(request.getHeader("expect")) && !answered) {
                response.writeContinue();
            }
        });
        request.exceptionHandler(broken -> lost(body));
        response.closeHandler(closed -> lost(body));
        lingerMillis = STREAM_LINGER_MILLIS;
        var patience = new StreamPatience(body, () -> connections.alive(request.connection()));
        watch = vertx.setPeriodic(StreamPatience.LOOK_MILLIS, look -> patience.look());
        Thread.ofPlatform().daemon().name("edgewise-upload").start(() -> {
            AdminReply reply = reply(route, asked.with(body));
            context.runOnContext(done -> answer(reply));
        });
    }

    private void lost(BodyStream body) {
        body.breakOff("the connection ended before the body did");
        finished();
    }

    private long announcedBytes() {
        String announced = request.getHeader("content-length");
        try {
            return announced == null ? 0 : Math.max(0, Long.parseLong(announced));
        } catch (NumberFormatException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    private void readBody(java.util.function.Consumer<byte[]> whole) {
        String announced = request.getHeader("content-length");
        if (announced != null && (announced.length() > 9 || Long.parseLong(announced) > AdminServer.BODY_BYTES_MAX)) {
            answer(tooLarge());
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            response.writeContinue();
        }
        Buffer body = Buffer.buffer();
        long late = vertx.setTimer(
                BODY_MILLIS_MAX,
                over -> answer(AdminReply.problem(
                        408, "Too slow", "The body did not arrive within " + BODY_MILLIS_MAX / 1000 + " s.")));
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= AdminServer.BODY_BYTES_MAX) {
                body.appendBuffer(chunk);
            } else {
                answer(tooLarge());
            }
        });
        request.endHandler(end -> {
            vertx.cancelTimer(late);
            if (!answered) {
                whole.accept(body.getBytes());
            }
        });
    }

    private void run(Route route, AdminRequest asked) {
        switch (route.place()) {
            case LOOP -> answer(reply(route, asked));
            case WORKER ->
                vertx.executeBlocking(() -> reply(route, asked), false)
                        .onSuccess(this::answer)
                        .onFailure(refused -> answer(failed(route, refused)));
            case STREAM -> throw new IllegalStateException("a stream is received, not read whole");
        }
    }

    private AdminReply reply(Route route, AdminRequest asked) {
        try {
            return route.handler().handle(asked);
        } catch (BadRequestException wrong) {
            return AdminReply.problem(400, "Bad request", String.valueOf(wrong.getMessage()));
        } catch (Throwable bug) {
            return failed(route, bug);
        }
    }

    private AdminReply failed(Route route, Throwable bug) {
        LOG.log(Level.ERROR, route.method() + " " + route.path() + ", request " + id + ", failed", bug);
        return AdminReply.problem(500, "The node failed on this", "Its log has the details under the request id.");
    }

    private void answer(AdminReply reply) {
        if (answered || response.closed()) {
            return;
        }
        answered = true;
        response.setStatusCode(reply.status())
                .putHeader("content-type", reply.contentType())
                .putHeader("cache-control", "no-store")
                .putHeader("x-request-id", id)
                .putHeader("x-content-type-options", "nosniff");
        reply.headers().forEach(response::putHeader);
        boolean whole = request.isEnded() || !announcesBody();
        if (!whole) {
            // The rest of the body is not wanted, so the connection cannot be used again.
            response.putHeader("connection", "close");
        }
        response.end(Buffer.buffer(reply.bytes(id))).onComplete(sent -> {
            finished();
            if (!whole) {
                discardRest();
            }
        });
    }

    private boolean announcesBody() {
        String length = request.getHeader("content-length");
        return request.headers().contains("transfer-encoding") || (length != null && !length.equals("0"));
    }

    /** Reads on for a moment, for a client that is still sending would lose the answer to a reset. */
    private void discardRest() {
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        request.handler(chunk -> {});
        request.endHandler(end -> request.connection().close());
        request.resume();
        vertx.setTimer(lingerMillis, late -> request.connection().close());
    }

    private void finished() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(watch);
        if (counted) {
            counted = false;
            connections.end(request.connection());
        }
    }

    private String accept() {
        String accept = request.getHeader("accept");
        return accept == null ? "" : accept;
    }

    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        for (var parameter : request.params()) {
            if (query.size() < QUERY_PARAMETERS_MAX) {
                query.putIfAbsent(parameter.getKey(), parameter.getValue());
            }
        }
        return query;
    }

    private static AdminReply tooLarge() {
        return AdminReply.problem(
                413, "Body too large", "The admin plane reads bodies of " + AdminServer.BODY_BYTES_MAX + " bytes.");
    }
}
