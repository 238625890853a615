package dev.edgewise.gateway.admin;

import dev.edgewise.inference.store.upload.Uploads;

/** What an upload of a model needs of the node. */
@FunctionalInterface
public interface UploadControl {
    /** Uploads as the configuration in force has them. */
    Uploads uploads();
}
