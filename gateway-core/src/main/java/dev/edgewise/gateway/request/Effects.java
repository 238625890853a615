package dev.edgewise.gateway.request;

import dev.edgewise.routing.Residency;

/**
 * What policy lets hold for one request. Effects that alter the answer are part of its cache key through
 * {@link #answerHash}, and so is a residency: a request finds and joins only what was fetched under the same one.
 *
 * @param country ISO 3166-1 alpha-2, or {@code ZZ} when unknown
 * @param residency the cluster regions that may see the request
 * @param answerHash hash of the effects that change the answer's text; 0 when none does
 * @param rules version and ids of the rules that fired, as {@code Edge-Policy} shows them; empty when none did
 */
public record Effects(String country, Residency residency, long answerHash, String rules) {
    public static final String UNKNOWN_COUNTRY = "ZZ";

    public static Effects none(String country) {
        return new Effects(country, Residency.ANY, 0, "");
    }
}
