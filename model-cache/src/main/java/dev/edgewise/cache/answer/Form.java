package dev.edgewise.cache.answer;

/** The forms in which one answer can be asked for. */
public enum Form {
    /** One JSON object. */
    JSON,
    /** An event stream without a usage event. */
    SSE,
    /** An event stream that ends with a usage event: {@code stream_options.include_usage}. */
    SSE_WITH_USAGE;

    /** The form a request asks for. */
    public static Form of(boolean stream, boolean includeUsage) {
        return !stream ? JSON : includeUsage ? SSE_WITH_USAGE : SSE;
    }
}
