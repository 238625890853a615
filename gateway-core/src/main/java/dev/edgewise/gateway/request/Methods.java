package dev.edgewise.gateway.request;

/** The methods that a path of the data plane takes. */
public enum Methods {
    READS("GET", "GET, HEAD"),
    ASKS("POST", "POST");

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
            case TENSORS -> OipCall.at(path).map(OipCall::reads).orElse(false) ? READS : ASKS;
            case CHAT, COMPLETIONS, EMBEDDINGS, CLASSIFY, MODERATIONS, RERANK -> ASKS;
            case NONE -> throw new IllegalArgumentException("nothing is served at " + path);
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

    /** Whether {@code method} is one of them. */
    public boolean allows(String method) {
        return switch (this) {
            case READS -> method.equals("GET") || method.equals("HEAD");
            case ASKS -> method.equals("POST");
        };
    }
}
