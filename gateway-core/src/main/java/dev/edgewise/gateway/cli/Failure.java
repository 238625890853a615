package dev.edgewise.gateway.cli;

import java.util.Objects;

/** A command that cannot do what it was asked to: its message is for the user, and the exit code is 1. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what is wrong and what to do, in one sentence */
    Failure(String message) {
        super(message);
    }

    /** What an exception says; its kind when it says nothing. */
    static String message(Throwable thrown) {
        return Objects.requireNonNullElse(thrown.getMessage(), thrown.getClass().getSimpleName());
    }
}
