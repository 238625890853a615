package dev.edgewise.loadtest.cluster;

import dev.edgewise.loadtest.cluster.answer.ApiError;
import dev.edgewise.loadtest.cluster.answer.Generation;
import io.vertx.core.buffer.Buffer;

/** What a request gets when no fault meets it. */
sealed interface Reply {
    /** An error of the API. */
    record Refused(ApiError error) implements Reply {}

    /** A 200 that costs no GPU: health, metrics, lists. */
    record Plain(String contentType, Buffer body) implements Reply {}

    /** A vector answer; it takes the time to the first token. */
    record Vectors(Buffer body, int promptTokens) implements Reply {}

    /** A text answer, as JSON or as a stream. */
    record Text(Generation generation) implements Reply {}
}
