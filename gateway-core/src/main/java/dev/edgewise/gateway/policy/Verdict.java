package dev.edgewise.gateway.policy;

import dev.edgewise.gateway.request.Effects;

/** A policy's word on one request. */
public sealed interface Verdict {
    /** Goes on, under {@code effects}. */
    record Allow(Effects effects) implements Verdict {}

    /**
     * Ends with 403.
     *
     * @param code machine-readable reason
     * @param message what the caller reads
     * @param rules version and ids of the rules that fired
     */
    record Deny(String code, String message, String rules) implements Verdict {}

    /**
     * Ends with an answer the operator wrote.
     *
     * @param text the answer's text
     * @param rules version and ids of the rules that fired
     */
    record Answer(String text, String rules) implements Verdict {}
}
