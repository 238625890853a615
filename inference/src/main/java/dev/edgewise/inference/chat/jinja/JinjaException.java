package dev.edgewise.inference.chat.jinja;

/** A template that cannot be read, fails, refuses what it is given, or wants more than it may have. */
public final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean raised;

    JinjaException(String message) {
        this(message, false);
    }

    private JinjaException(String message, boolean raised) {
        super(message);
        this.raised = raised;
    }

    /** What a template says itself of what it is given. */
    static JinjaException raised(String message) {
        return new JinjaException(message, true);
    }

    /** Whether the template says so itself, by {@code raise_exception}; false where it fails. */
    public boolean isRaised() {
        return raised;
    }
}
