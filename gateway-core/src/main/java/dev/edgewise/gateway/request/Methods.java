package dev.edgewise.gateway.request;

/** The methods that a path of the data plane takes. Every path also takes {@code OPTIONS}, which names them. */
public enum Methods {
    READS("GET", "GET, HEAD"),
    /** Asked by a body. {@code QUERY} is {@code POST}'s safe twin (RFC 10008): these answers change nothing here. */
    ASKS("POST", "POST, QUERY"),
    CHANGES("POST", "POST");

    /** The safe method that has a body. */
    public static final String QUERY = "QUERY";

    public static final String OPTIONS = "OPTIONS";

    private final String first;
    private final String allow;

    Methods(String first, String allow) {
        this.first = first;
        this.allow = allow;
    }

    /** @throws IllegalArgumentException for a path that nobody serves */
    public static Methods at(Api api, String path) {
        return switch (api) {
            case MODELS -> READS;
            case TENSORS -> OipCall.at(path).map(Methods::of).orElse(ASKS);
            case CHAT, COMPLETIONS, EMBEDDINGS, CLASSIFY, MODERATIONS, RERANK -> ASKS;
            case NONE -> throw new IllegalArgumentException("nothing is served at " + path);
        };
    }

    private static Methods of(OipCall call) {
        return switch (call) {
            case OipCall.Infer infer -> ASKS;
            case OipCall.Index index -> ASKS;
            case OipCall.Load load -> CHANGES;
            case OipCall.Unload unload -> CHANGES;
            case OipCall.Server server -> READS;
            case OipCall.Live live -> READS;
            case OipCall.Ready ready -> READS;
            case OipCall.Metadata metadata -> READS;
            case OipCall.ModelReady ready -> READS;
        };
    }

    /** The method to name to somebody who used another one. */
    public String first() {
        return first;
    }

    /** All of them, as the {@code Allow} header lists them (RFC 9110, section 10.2.1). */
    public String allow() {
        return allow;
    }

    /** Whether {@code method} is one of them; {@code OPTIONS} is answered before. */
    public boolean allows(String method) {
        return switch (this) {
            case READS -> method.equals("GET") || method.equals("HEAD");
            case ASKS -> method.equals("POST") || method.equals(QUERY);
            case CHANGES -> method.equals("POST");
        };
    }

    /**
     * The types of body that {@code QUERY} takes at a path, as {@code Accept-Query} lists them (RFC 10008, section 3); empty
     * where it takes none.
     */
    public String acceptQuery(Api api) {
        return switch (this) {
            case READS, CHANGES -> "";
            case ASKS -> api == Api.TENSORS ? "application/json, application/octet-stream" : "application/json";
        };
    }
}
