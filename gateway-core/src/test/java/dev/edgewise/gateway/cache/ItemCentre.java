package dev.edgewise.gateway.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.support.Upstream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A centre that embeds, labels and ranks by the length of texts, and remembers which it was asked for. */
final class ItemCentre extends HeldCentre {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<List<String>> asked = new CopyOnWriteArrayList<>();
    /** Smaller requests pass the gate. */
    private volatile int heldFrom;

    private volatile String model = "m-1";
    private volatile int dimensions = 3;
    private volatile boolean odd;
    private volatile boolean breaking;
    private volatile boolean pausing;
    private volatile int countedFrom;
    private volatile int failingFrom = Integer.MAX_VALUE;
    private volatile String line = "";
    private volatile String vary = "";

    ItemCentre() {
        this(Upstream.start());
    }

    /** One that answers in place of what that one does. */
    ItemCentre(Upstream upstream) {
        super(upstream);
        upstream.behave(this::answer);
    }

    /** The items of each request since the last time this was asked. */
    List<List<String>> asked() {
        List<List<String>> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    /** How many requests came since then. */
    int requests() {
        return asked.size();
    }

    void isCalled(String name) {
        model = name;
    }

    void embedsIn(int values) {
        dimensions = values;
    }

    /** Leaves the last item out of its answers. */
    void leavesOut(boolean now) {
        odd = now;
    }

    /** Says how many tokens were read in answers of so many items and more alone. */
    void countsFrom(int items) {
        countedFrom = items;
    }

    /** Fails requests of so many items and more. */
    void failsFrom(int items) {
        failingFrom = items;
    }

    /** Breaks off in the middle of its answers. */
    void breaks(boolean now) {
        breaking = now;
    }

    /** Says that {@code Cache-Control} with its answers; nothing when empty. */
    void says(String cacheControl) {
        line = cacheControl;
    }

    /** Sends half of each answer, and the rest when it is released. */
    void pauses(boolean now) {
        pausing = now;
    }

    /** Says that its answers vary by that line of the request; nothing when empty. */
    void varies(String by) {
        vary = by;
    }

    @Override
    void hold() {
        holdsFrom(0);
    }

    /** Holds back answers to requests of so many items and more. */
    void holdsFrom(int items) {
        heldFrom = items;
        gate.close();
    }

    @Override
    void release() {
        pausing = false;
        super.release();
    }

    @Override
    void recover() {
        isCalled("m-1");
        embedsIn(3);
        failsFrom(Integer.MAX_VALUE);
        countsFrom(0);
        leavesOut(false);
        breaks(false);
        says("");
        varies("");
        super.recover();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        try {
            JsonNode json = JSON.readTree(body.getBytes());
            JsonNode list = json.has("documents") ? json.path("documents") : json.path("input");
            List<String> items = new ArrayList<>();
            boolean one = list.isTextual() || list.path(0).isInt();
            (one ? JSON.createArrayNode().add(list) : list).forEach(item -> items.add(text(item)));
            asked.add(List.copyOf(items));
            if (items.size() < heldFrom) {
                send(request, json, items);
            } else {
                gate.pass(() -> send(request, json, items));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String text(JsonNode item) {
        return item.isTextual()
                ? item.textValue()
                : item.isObject() ? item.path("text").asText() : item.toString();
    }

    private void send(HttpServerRequest request, JsonNode asks, List<String> items) {
        HttpServerResponse response = request.response()
                .putHeader("content-type", "application/json")
                .putHeader("content-digest", "sha-256=:AAAA:");
        if (!line.isEmpty()) {
            response.putHeader("cache-control", line);
        }
        if (!vary.isEmpty()) {
            response.putHeader("vary", vary);
        }
        int bad = items.indexOf("bad");
        boolean failing = items.size() >= failingFrom;
        if (status != 200 || bad >= 0 || failing) {
            response.setStatusCode(failing ? 503 : bad < 0 ? status : 400)
                    .end("{\"error\":{\"message\":\"item " + bad + " is bad\",\"code\":\"bad_item\"}}");
            return;
        }
        byte[] answer = written(request.path(), asks, items);
        if (breaking) {
            response.putHeader("content-length", Integer.toString(answer.length));
            response.write(Buffer.buffer(Arrays.copyOf(answer, answer.length / 2)))
                    .onComplete(sent -> request.connection().close());
            return;
        }
        if (pausing) {
            int half = answer.length / 2;
            response.putHeader("content-length", Integer.toString(answer.length));
            response.write(Buffer.buffer(Arrays.copyOf(answer, half)));
            gate.keep(() -> response.end(Buffer.buffer(Arrays.copyOfRange(answer, half, answer.length))));
            return;
        }
        response.end(Buffer.buffer(answer));
    }

    private byte[] written(String path, JsonNode asks, List<String> items) {
        ObjectNode answer = JSON.createObjectNode().put("object", "list").put("id", "id-" + items.hashCode());
        boolean ranks = path.endsWith("rerank");
        ArrayNode list = answer.putArray(ranks || path.endsWith("moderations") ? "results" : "data");
        List<ObjectNode> all = new ArrayList<>();
        for (int i = 0; i < items.size() - (odd ? 1 : 0); i++) {
            all.add(item(path, asks, items.get(i), i));
        }
        if (ranks) {
            all.sort(Comparator.comparingDouble(
                    (ObjectNode item) -> -item.path("relevance_score").asDouble()));
            all.subList(Math.min(all.size(), asks.path("top_n").asInt(all.size())), all.size())
                    .clear();
        } else if (path.endsWith("embeddings")) {
            // The index tells, not the place.
            all.sort(Comparator.comparingInt(
                    (ObjectNode item) -> -item.path("index").asInt()));
        }
        all.forEach(list::add);
        int tokens = items.stream().mapToInt(String::length).sum();
        answer.put("model", model);
        if (items.size() >= countedFrom) {
            answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        }
        try {
            return JSON.writeValueAsBytes(answer);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private ObjectNode item(String path, JsonNode asks, String text, int index) {
        ObjectNode item = JSON.createObjectNode();
        if (path.endsWith("moderations")) {
            item.put("flagged", text.length() > 3).putObject("category_scores").put("long", text.length() / 10.0);
            return item;
        }
        item.put("index", index);
        if (path.endsWith("rerank")) {
            item.put("relevance_score", 1.0 / (1 + text.length()));
            if (asks.path("return_documents").asBoolean()) {
                item.putObject("document").put("text", text);
            }
        } else if (path.endsWith("classify")) {
            item.put("label", text.length() > 3 ? "long" : "short")
                    .putArray("probs")
                    .add(0.25)
                    .add(text.length());
        } else if (asks.path("encoding_format").asText().equals("base64")) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * dimensions).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < dimensions; i++) {
                bytes.putFloat(value(text, i));
            }
            item.put("object", "embedding").put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
        } else {
            ArrayNode vector = item.put("object", "embedding").putArray("embedding");
            for (int i = 0; i < dimensions; i++) {
                vector.add(value(text, i));
            }
        }
        return item;
    }

    /** The value of a text's vector at that place. */
    static float value(String text, int place) {
        return (text.hashCode() % 1_000) / 8f + place;
    }
}
