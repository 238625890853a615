package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * A 64-bit hash of what a request asks, equal for JSON and SSE and for any order of keys, so that the same question
 * has the same answer. Not cryptographic.
 */
final class RequestHash {
    /** Fields that change how an answer is delivered or billed, not what it says. */
    private static final Set<String> DELIVERY = Set.of("stream", "stream_options", "user", "metadata", "store");

    private RequestHash() {}

    static long of(JsonNode body, long seed) {
        long sum = mix(seed);
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (!DELIVERY.contains(field.getKey())) {
                sum += mix(text(field.getKey()) ^ value(field.getValue()));
            }
        }
        return mix(sum);
    }

    private static long value(JsonNode node) {
        if (node.isObject()) {
            long sum = 11;
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                sum += mix(text(field.getKey()) ^ value(field.getValue()));
            }
            return mix(sum);
        }
        if (node.isArray()) {
            long sum = 13;
            for (JsonNode item : node) {
                sum = mix(sum ^ value(item));
            }
            return sum;
        }
        return mix(text(node.asText()) + text(node.getNodeType().name()));
    }

    /** FNV-1a over the UTF-16 units. */
    static long text(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
