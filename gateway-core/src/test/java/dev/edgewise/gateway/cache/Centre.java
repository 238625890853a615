package dev.edgewise.gateway.cache;

import dev.edgewise.gateway.support.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A centre whose answers are numbered by question, so that a stored one can be told from a new one. */
final class Centre extends HeldCentre {
    private final Map<String, AtomicInteger> numbers = new ConcurrentHashMap<>();
    private volatile Map<String, String> headers = Map.of();

    Centre() {
        super(Upstream.start());
        upstream.behave(this::answer);
    }

    /** How many answers to that question were asked for. */
    int asked(String question) {
        return numbers.computeIfAbsent(question, first -> new AtomicInteger()).get();
    }

    /** The lines of its answers from now on. */
    void says(String... namesAndValues) {
        Map<String, String> lines = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        headers = lines;
    }

    @Override
    void recover() {
        says();
        super.recover();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String question = body.toString().replaceAll("(?s).*\"content\":\"([^\"]*)\".*", "$1");
        int mine =
                numbers.computeIfAbsent(question, first -> new AtomicInteger()).incrementAndGet();
        gate.pass(() -> send(request, body, mine));
    }

    private void send(HttpServerRequest request, Buffer body, int mine) {
        HttpServerResponse response = request.response().setStatusCode(status);
        headers.forEach(response::putHeader);
        if (status != 200) {
            response.putHeader("content-type", "application/json").end("{\"error\":{\"message\":\"no\"}}");
        } else if (body.toString().contains("\"stream\":true")) {
            response.putHeader("content-type", "text/event-stream").end(events("answer " + mine));
        } else {
            response.putHeader("content-type", "application/json").end(json("answer " + mine));
        }
    }

    static String json(String text) {
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"" + text + "\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";
    }

    static String events(String text) {
        String chunk =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"delta\":%s,\"finish_reason\":%s}]}\n\n";
        return chunk.formatted("{\"role\":\"assistant\",\"content\":\"" + text + "\"}", "null")
                + chunk.formatted("{}", "\"stop\"") + "data: [DONE]\n\n";
    }
}
