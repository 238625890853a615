package dev.edgewise.loadtest.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.loadtest.cluster.answer.ApiError;
import dev.edgewise.loadtest.cluster.answer.Call;
import dev.edgewise.loadtest.cluster.answer.ChatAnswers;
import dev.edgewise.loadtest.cluster.answer.CompletionAnswers;
import dev.edgewise.loadtest.cluster.answer.EmbeddingAnswers;
import dev.edgewise.loadtest.cluster.answer.Generation;
import dev.edgewise.loadtest.cluster.answer.Parsed;
import dev.edgewise.loadtest.cluster.answer.Profile;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Which answer a request gets, by method, path and body; no I/O. */
final class Routes {
    private static final String JSON_TYPE = "application/json";
    private static final ObjectReader READER =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ClusterOptions options;
    private final InstantSource clock;
    private final Load load;
    private final ChatAnswers chat;
    private final CompletionAnswers completions;
    private final EmbeddingAnswers embeddings;

    Routes(ClusterOptions options, InstantSource clock, Load load) {
        this.options = options;
        this.clock = clock;
        this.load = load;
        Profile profile = new Profile(options.tokens(), options.echo(), options.dimensions(), options.seed());
        this.chat = new ChatAnswers(profile);
        this.completions = new CompletionAnswers(profile);
        this.embeddings = new EmbeddingAnswers(profile);
    }

    /** The refusal that the head of a request alone earns: its path, method, key or content type; empty when none. */
    Optional<ApiError> checkHead(String method, String path, Head head) {
        boolean model = isModelCall(path);
        boolean known = model
                || path.equals("/health")
                || path.equals("/metrics")
                || path.equals("/v1/models")
                || path.startsWith("/v1/models/");
        String allowed = model ? "POST" : "GET";
        if (!known) {
            return Optional.of(new ApiError(
                    404, "Invalid URL (" + method + " " + path + ")", "invalid_request_error", null, null));
        }
        if (!method.equals(allowed) && !(method.equals("HEAD") && allowed.equals("GET"))) {
            return Optional.of(new ApiError(
                    405,
                    "Not allowed to " + method + " on " + path + ".",
                    "invalid_request_error",
                    null,
                    "method_not_supported"));
        }
        if (path.startsWith("/v1/") && !authorized(head.authorization())) {
            return Optional.of(ApiError.ofStatus(401));
        }
        String type = head.contentType().toLowerCase(Locale.ROOT);
        if (model && !type.equals(JSON_TYPE) && !type.startsWith(JSON_TYPE + ";")) {
            return Optional.of(new ApiError(
                    415,
                    "Unsupported content type: '" + head.contentType() + "'. Send 'application/json'.",
                    "invalid_request_error",
                    null,
                    "unsupported_content_type"));
        }
        return Optional.empty();
    }

    /** The two headers that decide, empty strings when absent. */
    record Head(String authorization, String contentType) {}

    static boolean isModelCall(String path) {
        return switch (path) {
            case "/v1/chat/completions", "/v1/completions", "/v1/embeddings" -> true;
            default -> false;
        };
    }

    /** The answer to a request whose head passed {@link #checkHead}. */
    Reply reply(String path, Buffer body, long number, boolean healthy) {
        return switch (path) {
            case "/v1/chat/completions" -> model(body, number, call -> text(chat.answer(call)));
            case "/v1/completions" -> model(body, number, call -> text(completions.answer(call)));
            case "/v1/embeddings" -> model(body, number, this::vectors);
            case "/health" ->
                healthy ? new Reply.Plain("text/plain", Buffer.buffer()) : new Reply.Refused(ApiError.ofStatus(503));
            case "/metrics" ->
                new Reply.Plain(
                        "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(MetricsText.of(load, modelName())));
            default -> models(path);
        };
    }

    private String modelName() {
        return options.models().isEmpty() ? "standin" : options.models().getFirst();
    }

    private Reply model(Buffer body, long number, Function<Call, Reply> answer) {
        JsonNode root;
        try {
            root = READER.readTree(body.getBytes());
        } catch (JsonProcessingException e) {
            return refused(ApiError.invalid(
                    "We could not parse the JSON body of your request: " + e.getOriginalMessage(), null));
        } catch (IOException e) {
            return refused(ApiError.invalid("We could not read the JSON body of your request.", null));
        }
        if (!root.isObject()) {
            return refused(ApiError.invalid("The body of your request must be a JSON object.", null));
        }
        String model = Objects.requireNonNullElse(root.path("model").textValue(), "");
        if (!model.isEmpty() && !serves(model)) {
            return refused(unknownModel(model));
        }
        return answer.apply(new Call(root, number, clock.instant().getEpochSecond()));
    }

    private static Reply text(Parsed<Generation> parsed) {
        return switch (parsed) {
            case Parsed.Valid<Generation> valid -> new Reply.Text(valid.value());
            case Parsed.Invalid<Generation> invalid -> refused(invalid.error());
        };
    }

    private Reply vectors(Call call) {
        return switch (embeddings.answer(call)) {
            case Parsed.Valid<ObjectNode> valid ->
                new Reply.Vectors(
                        Buffer.buffer(valid.value().toString()),
                        valid.value().path("usage").path("prompt_tokens").asInt());
            case Parsed.Invalid<ObjectNode> invalid -> refused(invalid.error());
        };
    }

    private Reply models(String path) {
        List<String> names = options.models().isEmpty() ? List.of("standin") : options.models();
        if (path.equals("/v1/models")) {
            return new Reply.Plain(
                    JSON_TYPE, Buffer.buffer(ModelsJson.list(names).toString()));
        }
        String name = path.substring("/v1/models/".length());
        return names.contains(name)
                ? new Reply.Plain(JSON_TYPE, Buffer.buffer(ModelsJson.one(name).toString()))
                : refused(unknownModel(name));
    }

    private boolean serves(String model) {
        return options.models().isEmpty() || options.models().contains(model);
    }

    private boolean authorized(String authorization) {
        return options.apiKey()
                .map(key -> authorization.equals("Bearer " + key))
                .orElse(true);
    }

    private static ApiError unknownModel(String model) {
        return new ApiError(
                404, "The model '" + model + "' does not exist.", "invalid_request_error", "model", "model_not_found");
    }

    private static Reply refused(ApiError error) {
        return new Reply.Refused(error);
    }
}
