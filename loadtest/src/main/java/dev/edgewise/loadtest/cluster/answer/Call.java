package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One request on its way to an answer.
 *
 * @param body the request's JSON object
 * @param number the request's number at this server; part of the answer's id
 * @param created seconds since 1970, as the answer tells
 */
public record Call(JsonNode body, long number, long created) {
    String id(String prefix, long hash) {
        return String.format("%s%016x%06x", prefix, hash, number);
    }
}
