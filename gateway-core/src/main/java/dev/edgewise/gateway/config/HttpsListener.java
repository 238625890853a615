package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import java.nio.file.Path;

/**
 * Where the data plane listens with TLS.
 *
 * @param host name or address to bind
 * @param port 0 picks a free one
 * @param cert PEM file with the certificate chain
 * @param key PEM file with the private key
 */
public record HttpsListener(String host, int port, Path cert, Path key) {

    private static final Setting<String> HOST =
            Setting.of("host", Names.HOST, "Name or address to bind.").byDefault("0.0.0.0");
    private static final Setting<Integer> PORT =
            Setting.of("port", Names.PORT, "Port to bind; 0 picks a free one.").byDefault("8443");
    private static final Setting<Path> CERT =
            Setting.of("cert", Scalars.path(), "PEM file with the certificate chain, the leaf first.");
    private static final Setting<Path> KEY =
            Setting.of("key", Scalars.path(), "PEM file with the private key (PKCS #8).");

    static final Group<HttpsListener> GROUP = Group.of(
                    "The data plane with TLS.",
                    values -> new HttpsListener(values.get(HOST), values.get(PORT), values.get(CERT), values.get(KEY)),
                    HOST,
                    PORT,
                    CERT,
                    KEY)
            .later("client_ca", "device certificates");
}
