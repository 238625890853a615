package dev.edgewise.inference.chat.jinja;

/** A template that cannot be read, fails, refuses what it is given, or wants more than it may have. */
public final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    JinjaException(String message) {
        super(message);
    }
}
