package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One server of a cluster.
 *
 * @param url {@code http} or {@code https}, host, optional port and path; never with credentials
 * @param region where it stands; null: not told, so no residency rule is ever met
 */
public record EndpointConfig(URI url, @Nullable String region) {

    private static final Setting<URI> URL = Setting.of(
            "url",
            Urls.URL,
            "Base address, http or https; requests go to it with the path of the API behind, such as /v1/chat/completions.");
    private static final Setting<String> REGION = Setting.of(
                    "region", Names.REGION, "Where it stands; absent: no residency rule is ever met.")
            .optional();

    static final Group<EndpointConfig> GROUP = Group.of(
            "One OpenAI-compatible server.",
            values -> new EndpointConfig(values.get(URL), values.find(REGION)),
            URL,
            REGION);

    /** Whether it speaks TLS. */
    public boolean tls() {
        return url.getScheme().equals("https");
    }

    /** The name or address, without brackets around IPv6. */
    public String host() {
        return Urls.host(url);
    }

    /** The port, 80 or 443 when none is written. */
    public int port() {
        return url.getPort() >= 0 ? url.getPort() : tls() ? 443 : 80;
    }

    /** What stands before the path of the API: empty or {@code /prefix}; a {@code /v1} at the end is taken off. */
    public String pathPrefix() {
        return Urls.pathPrefix(url);
    }
}
