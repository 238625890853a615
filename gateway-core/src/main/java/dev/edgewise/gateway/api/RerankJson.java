package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.Reranked;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The request and answer of {@code /v1/rerank}, in the shape that Cohere and Jina share. */
public final class RerankJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREES = new ObjectMapper();

    private RerankJson() {}

    /** What reading a request gives. */
    public sealed interface Parsed {
        /**
         * A request that can be answered.
         *
         * @param top how many results are wanted
         * @param documents whether each result is to hold its document
         */
        record Request(Rerank work, int top, boolean documents) implements Parsed {}

        /** It is malformed. */
        record Wrong(Refusal refusal) implements Parsed {}
    }

    /** Reads a body that is known to be a JSON object. */
    public static Parsed parse(byte[] body, ModelId model) {
        try {
            JsonNode json = TREES.readTree(body);
            String query = text(json.path("query"));
            if (query == null) {
                throw new WrongFieldException("query", "query must be a text.");
            }
            if (query.isEmpty()) {
                throw new WrongFieldException("query", "query is empty: send text.");
            }
            JsonNode list = json.path("documents");
            if (!list.isArray() || list.isEmpty()) {
                throw new WrongFieldException("documents", "documents must be a list of texts, and not empty.");
            }
            List<String> documents = new ArrayList<>(list.size());
            for (JsonNode item : list) {
                String document = text(item);
                if (document == null) {
                    throw new WrongFieldException(
                            "documents", "documents must hold texts, or objects with a field \"text\".");
                }
                documents.add(document);
            }
            // Cohere and Jina call it top_n, Voyage top_k.
            String name = json.hasNonNull("top_n") ? "top_n" : "top_k";
            OptionalInt top = new Fields(json).whole(name);
            if (top.isPresent() && top.getAsInt() < 1) {
                throw new WrongFieldException(name, name + " must be at least 1.");
            }
            return new Parsed.Request(
                    new Rerank(model, query, documents),
                    Math.min(top.orElse(documents.size()), documents.size()),
                    new Fields(json).flag("return_documents"));
        } catch (WrongFieldException e) {
            return new Parsed.Wrong(Refusal.invalid("invalid_value", e.param(), e.sentence()));
        } catch (IOException e) {
            return new Parsed.Wrong(Refusal.invalid("invalid_json", null, "The body is no JSON object."));
        }
    }

    private static @Nullable String text(JsonNode value) {
        return value.isObject() ? value.path("text").textValue() : value.textValue();
    }

    /** How the scores were made, as the answer says it. */
    public static String method(Reranked answer) {
        return switch (answer.method()) {
            case CROSS_ENCODER -> "cross-encoder";
            case SIMILARITY -> "similarity";
        };
    }

    /** The answer in UTF-8, the best document first. */
    public static byte[] write(Reranked answer, Parsed.Request request, String alias, String id) {
        var out = new ByteArrayOutputStream(256 + request.top() * 64);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", "rerank-" + id);
            json.writeStringField("object", "list");
            json.writeStringField("model", alias);
            json.writeArrayFieldStart("results");
            for (int document : order(answer, request.top())) {
                json.writeStartObject();
                json.writeNumberField("index", document);
                json.writeNumberField("relevance_score", answer.score(document));
                if (request.documents()) {
                    json.writeObjectFieldStart("document");
                    json.writeStringField("text", request.work().documents().get(document));
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("meta");
            json.writeObjectFieldStart("tokens");
            json.writeNumberField("input_tokens", answer.usage().promptTokens());
            json.writeEndObject();
            json.writeEndObject();
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", answer.usage().promptTokens());
            json.writeNumberField("total_tokens", answer.usage().promptTokens());
            json.writeEndObject();
            json.writeObjectFieldStart("edge");
            json.writeStringField("method", method(answer));
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Best first; of equal ones, the one that was sent first. */
    private static List<Integer> order(Reranked answer, int top) {
        return IntStream.range(0, answer.count())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer document) -> -answer.score(document)))
                .limit(top)
                .toList();
    }
}
