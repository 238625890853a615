package dev.edgewise.inference.store;

import java.io.IOException;
import java.io.Serial;

/** A file that was there when a pull began was removed before it ended. */
public final class MissingFileException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    MissingFileException(StoredFile file) {
        super("the file " + file.name() + " was removed while the model was pulled");
    }
}
