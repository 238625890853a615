package dev.edgewise.routing.pool;

import dev.edgewise.routing.Residency;
import java.net.URI;

/**
 * One server of a cluster, as configured.
 *
 * @param url its base address; only http and https
 * @param region where it stands, in the spelling of {@link Residency#normal(String)}
 */
public record EndpointSpec(URI url, String region) {

    /** Brings the region to its one spelling; refuses addresses that are not http(s) with a host. */
    public EndpointSpec {
        region = Residency.normal(region);
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException("an endpoint's url is http://host or https://host, not " + url);
        }
    }
}
