package dev.edgewise.loadtest.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The bodies of {@code /v1/models}. */
final class ModelsJson {
    private static final long CREATED = 1_700_000_000L;

    private ModelsJson() {}

    static ObjectNode one(String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", name)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "standin");
    }

    static ObjectNode list(List<String> names) {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = root.putArray("data");
        names.forEach(name -> data.add(one(name)));
        return root;
    }
}
