package dev.edgewise.gateway.request;

/** What a caller may ask of the data plane. */
public enum Api {
    CHAT("/v1/chat/completions"),
    COMPLETIONS("/v1/completions"),
    EMBEDDINGS("/v1/embeddings"),
    CLASSIFY("/v1/classify"),
    MODERATIONS("/v1/moderations"),
    RERANK("/v1/rerank"),
    MODELS("/v1/models"),
    /** The Open Inference Protocol: every path of {@link OipCall}. */
    TENSORS("/v2"),
    /** A path nobody serves; it is refused and accounted for. */
    NONE("none");

    private final String path;

    Api(String path) {
        this.path = path;
    }

    public String path() {
        return path;
    }

    /** Whether its answer is a text that a model writes. */
    public boolean writesText() {
        return this == CHAT || this == COMPLETIONS;
    }

    /** The operation at {@code path}, {@link #NONE} when there is none; {@code /v1/models/{id}} is {@link #MODELS}. */
    public static Api at(String path) {
        return switch (path) {
            case "/v1/chat/completions" -> CHAT;
            case "/v1/completions" -> COMPLETIONS;
            case "/v1/embeddings" -> EMBEDDINGS;
            case "/v1/classify" -> CLASSIFY;
            case "/v1/moderations" -> MODERATIONS;
            case "/v1/rerank" -> RERANK;
            case "/v1/models" -> MODELS;
            case String p when p.startsWith("/v1/models/") -> MODELS;
            case String p when OipCall.at(p).isPresent() -> TENSORS;
            case String p -> NONE;
        };
    }
}
