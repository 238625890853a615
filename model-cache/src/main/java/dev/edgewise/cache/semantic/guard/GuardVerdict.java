package dev.edgewise.cache.semantic.guard;

/** What the guards say of a pair of questions. */
public sealed interface GuardVerdict {
    /** No rule sees a difference that matters. */
    record Passed() implements GuardVerdict {}

    /** The answer to one must not be served for the other. */
    record Refused(GuardRule rule) implements GuardVerdict {}
}
