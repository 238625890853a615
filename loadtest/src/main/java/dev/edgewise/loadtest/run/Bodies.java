package dev.edgewise.loadtest.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The request bodies of a run, taken in turn. Immutable. */
public final class Bodies {
    private static final int LINES_MAX = 1_000_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<Buffer> bodies;

    private Bodies(List<Buffer> bodies) {
        this.bodies = List.copyOf(bodies);
    }

    /**
     * One JSON object per line of a file. Without {@code stream} the bytes are sent as they stand.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when a line is no JSON object, with its number
     */
    public static Bodies read(Path file, boolean stream) throws IOException {
        List<Buffer> bodies = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size() && i < LINES_MAX; i++) {
            if (!lines.get(i).isBlank()) {
                bodies.add(body(lines.get(i), i + 1, stream));
            }
        }
        if (bodies.isEmpty()) {
            throw new IllegalArgumentException(file + " has no request");
        }
        return new Bodies(bodies);
    }

    /** So many different short questions to a chat model. */
    public static Bodies questions(String model, int distinct, boolean stream) {
        List<Buffer> bodies = new ArrayList<>(distinct);
        for (int i = 0; i < distinct; i++) {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
            body.putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put("content", "Question " + i + ": what should a cache node keep?");
            bodies.add(bytes(body, stream));
        }
        return new Bodies(bodies);
    }

    private static Buffer body(String line, int number, boolean stream) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("line " + number + " is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!(node instanceof ObjectNode object)) {
            throw new IllegalArgumentException("line " + number + " is no JSON object");
        }
        return stream ? bytes(object, true) : Buffer.buffer(line);
    }

    private static Buffer bytes(ObjectNode body, boolean stream) {
        if (stream) {
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        return Buffer.buffer(body.toString());
    }

    /** The body of the n-th request. */
    Buffer get(long n) {
        return bodies.get((int) (n % bodies.size()));
    }
}
