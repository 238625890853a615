package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One request of a file that warms a cache.
 *
 * @param number the line's, from 1
 * @param path of the API
 * @param body as it is sent: never for a stream
 */
record WarmLine(int number, String path, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> STREAMED = List.of("stream", "stream_options");

    /** What a line is. */
    sealed interface Read {
        record Request(WarmLine line) implements Read {}

        /** None; a sentence says what was expected. */
        record Wrong(String sentence) implements Read {}
    }

    /** Reads a bare body, or one in the shape of OpenAI's batch files: {@code {"url": …, "body": {…}}}. */
    static Read read(int number, String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return new Read.Wrong("line " + number + " is not JSON");
        }
        JsonNode inner = json.path("body");
        boolean batch = inner.isObject();
        JsonNode body = batch ? inner : json;
        String path = batch && json.path("url").isTextual() ? json.path("url").asText() : path(body);
        if (!body.isObject() || path.isEmpty()) {
            return new Read.Wrong(
                    "line " + number
                            + " is no request: expected a body with \"messages\", \"prompt\" or \"input\", or {\"url\", \"body\"}");
        }
        if (!path.startsWith("/v1/")) {
            return new Read.Wrong("line " + number + ": \"url\" must begin with /v1/");
        }
        if (body instanceof ObjectNode asked) {
            // What is stored of a whole answer serves streams as well, and only of that is told at once whether it is
            // kept.
            asked.remove(STREAMED);
        }
        return new Read.Request(new WarmLine(number, path, body.toString()));
    }

    private static String path(JsonNode body) {
        return body.has("messages")
                ? "/v1/chat/completions"
                : body.has("prompt") ? "/v1/completions" : body.has("input") ? "/v1/embeddings" : "";
    }
}
