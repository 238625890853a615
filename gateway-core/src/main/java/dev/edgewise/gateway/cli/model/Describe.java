package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;

/** A stored model as JSON. */
final class Describe {
    private Describe() {}

    static ObjectNode model(StoredModel model, boolean files) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("name", model.name())
                .put("reference", model.reference())
                .put("revision", model.revision())
                .put("export", model.export())
                .put("bytes", model.bytes())
                .put("pulled_at", model.pulledAt().toString())
                .put("folder", model.folder().toString());
        if (files) {
            ArrayNode list = json.putArray("files");
            for (StoredFile file : model.files()) {
                list.addObject()
                        .put("name", file.name())
                        .put("bytes", file.bytes())
                        .put("sha256", file.sha256());
            }
        }
        return json;
    }
}
