package dev.edgewise.inference.grammar;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A schema within a schema.
 *
 * @param path where it stands, for messages
 */
record SchemaPart(JsonNode node, String path) {
    boolean has(String keyword) {
        return node.has(keyword);
    }

    /** The schema that is a keyword's value. */
    SchemaPart at(String keyword) {
        return new SchemaPart(node.path(keyword), path + '/' + keyword);
    }

    boolean forbids() {
        return node.isBoolean() && !node.booleanValue();
    }

    boolean allowsAll() {
        return node.isBoolean() && node.booleanValue();
    }
}
