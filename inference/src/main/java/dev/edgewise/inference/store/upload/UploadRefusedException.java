package dev.edgewise.inference.store.upload;

import java.io.IOException;
import java.io.Serial;

/** An upload that is not taken; the message is one or two sentences with the reason and what to do about it. */
public final class UploadRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** The name is no name, or means another model. */
        NAME,
        /** What came is no whole archive of a folder. */
        ARCHIVE,
        /** A file is larger, or there are more, than is taken. */
        TOO_LARGE,
        /** The store has no room for it. */
        NO_ROOM,
        /** What came is not what was announced. */
        DIGEST,
        /** The model itself is refused. */
        MODEL
    }

    /** A refusal. */
    public UploadRefusedException(Kind kind, String reason) {
        super(reason);
        this.kind = kind;
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }
}
