package dev.edgewise.cache.answer;

import org.jspecify.annotations.Nullable;

/** Whether an upstream's reply is a whole answer, fit to be stored. */
public sealed interface Completeness {
    /** The tokens the reply says were used, or null when it says nothing. Known for replies of both kinds. */
    @Nullable
    Usage usage();

    /**
     * It is.
     *
     * @param exactOnly whether it answers nothing but its exact request: it was cut at the length asked for
     * @param usageEvent where in its stream the event lies that carries nothing but usage; null when there is none
     */
    record Complete(
            @Nullable Usage usage,
            boolean exactOnly,
            @Nullable Span usageEvent) implements Completeness {}

    /** Bytes of a stream, from {@code start} up to but without {@code end}. */
    record Span(int start, int end) {}

    /** It is not. */
    record Incomplete(Reason reason, @Nullable Usage usage) implements Completeness {}

    /** Why a reply is not stored. */
    enum Reason {
        /** Its status is not a success. */
        STATUS,
        /** It is not the JSON or event stream it should be, or goes past the size limit. */
        MALFORMED,
        /** It carries an error. */
        ERROR,
        /** It holds fewer answers than asked for. */
        MISSING_CHOICES,
        /** An answer in it has no end. */
        UNFINISHED,
        /** Its stream has no terminal event. */
        NO_TERMINAL_EVENT,
        /** The model refused, or a filter cut the answer. */
        REFUSED
    }
}
