package dev.edgewise.loadtest.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a person wants to see of an answer's body. */
final class Reading {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Reading() {}

    /** The text of a chat, the size and first numbers of a vector, or the message of an error; never null. */
    static String of(String body) {
        try {
            JsonNode root = JSON.readTree(body);
            JsonNode text = root.at("/choices/0/message/content");
            JsonNode vector = root.at("/data/0/embedding");
            if (text.isTextual()) {
                return '"' + text.asText() + '"';
            }
            if (vector.isArray() && vector.size() > 2) {
                return "%d numbers: %s, %s, %s, …"
                        .formatted(vector.size(), vector.get(0), vector.get(1), vector.get(2));
            }
            return root.at("/error/message").asText(body);
        } catch (JsonProcessingException notJson) {
            return body;
        }
    }
}
