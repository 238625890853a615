package dev.edgewise.inference.store;

import java.io.IOException;
import java.io.Serial;

/** A model that could be pulled and is not in the store. */
public final class NotPulledException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    // Not sent anywhere; a reference is read from its text again.
    private final transient ModelReference reference;

    NotPulledException(ModelReference reference) {
        super(reference + " is not in the store: pull it with 'edgewise model pull " + reference + "'");
        this.reference = reference;
    }

    /** Where it comes from: a hub or a Maven repository. */
    public ModelReference reference() {
        return reference;
    }
}
