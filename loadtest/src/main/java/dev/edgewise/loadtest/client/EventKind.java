package dev.edgewise.loadtest.client;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** What an event of an answer's stream is, told from its text without parsing it. */
public enum EventKind {
    /** Carries a piece of text, of reasoning or of a call's arguments. */
    TOKEN,
    /** A role, a finish reason, a usage. */
    OTHER,
    /** An error inside the stream. */
    ERROR,
    /** {@code [DONE]}. */
    DONE;

    private static final Pattern TOKEN_FIELD =
            Pattern.compile("\"(?:content|text|arguments|reasoning_content)\"\\s*:\\s*\"[^\"]");
    private static final Pattern ERROR_FIELD = Pattern.compile("^\\s*\\{\\s*\"error\"\\s*:\\s*[{\"]");

    /** The kind of one event. */
    public static EventKind of(Buffer data) {
        String text = data.toString(StandardCharsets.UTF_8);
        if (text.equals("[DONE]")) {
            return DONE;
        }
        if (ERROR_FIELD.matcher(text).find()) {
            return ERROR;
        }
        return TOKEN_FIELD.matcher(text).find() ? TOKEN : OTHER;
    }
}
