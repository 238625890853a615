package dev.edgewise.gateway.http;

import dev.edgewise.gateway.api.EdgeHeaders;
import dev.edgewise.gateway.api.OpenAiErrors;
import dev.edgewise.gateway.guard.LoopGuard;
import dev.edgewise.gateway.guard.Reason;
import dev.edgewise.gateway.guard.Refused;
import dev.edgewise.gateway.request.RequestIds;
import dev.edgewise.gateway.upstream.Bytes;
import io.vertx.core.http.HttpServerRequest;
import java.util.random.RandomGenerator;

/** Answers what the HTTP decoder refused; the connection ends after it. */
final class Invalid {
    private Invalid() {}

    static void answer(HttpServerRequest request, LoopGuard guard, RandomGenerator random) {
        Reason reason = Reason.REQUEST_LINE;
        if (request.decoderResult().cause() instanceof Refused refused) {
            reason = refused.reason();
        } else {
            guard.count(reason);
        }
        String id = RequestIds.of(null, random);
        request.response()
                .setStatusCode(reason.status())
                .putHeader(EdgeHeaders.CONTENT_TYPE, EdgeHeaders.JSON)
                .putHeader(EdgeHeaders.REQUEST_ID, id)
                .putHeader("connection", "close")
                .end(Bytes.wrap(OpenAiErrors.body(reason.refusal(), id)));
    }
}
