package dev.edgewise.cache.directive;

/** What came of reading a request's cache headers. */
public sealed interface Directives {
    /** They could be read. */
    record Parsed(CacheDirectives directives) implements Directives {}

    /**
     * A header of ours has a value it cannot have.
     *
     * @param header name of the header
     * @param message what is wrong and what to send, in full sentences
     */
    record BadHeader(String header, String message) implements Directives {}
}
