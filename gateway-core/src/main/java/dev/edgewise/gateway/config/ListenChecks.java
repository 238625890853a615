package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.source.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold for the listeners: who can reach them, that they do not collide, and their certificate. */
final class ListenChecks {

    private static final int PEM_BYTES_MAX = 1024 * 1024;

    private final NodeConfig config;
    private final Checks checks;

    ListenChecks(NodeConfig config, Checks checks) {
        this.config = config;
        this.checks = checks;
    }

    private record Bound(String path, String host, int port) {
        boolean collidesWith(Bound other) {
            boolean sameHost = host.equalsIgnoreCase(other.host) || Hosts.isAny(host) || Hosts.isAny(other.host);
            return port != 0 && port == other.port && sameHost;
        }
    }

    void run() {
        ListenConfig listen = config.listen();
        HttpsListener https = listen.https();
        List<Bound> data = new ArrayList<>();
        data.add(new Bound("listen.http", listen.http().host(), listen.http().port()));
        if (https != null) {
            data.add(new Bound("listen.https", https.host(), https.port()));
            certificate(https);
        }
        if (config.tenants().isEmpty() && checks.sound("tenants")) {
            data.stream().filter(bound -> !Hosts.isLoopback(bound.host)).forEach(this::open);
        }
        if (listen.admin().keys().isEmpty()
                && !Hosts.isLoopback(listen.admin().host())
                && checks.sound("listen.admin")) {
            checks.error(
                    "listen.admin.host",
                    "expected a loopback address, for the admin plane has no keys; bind 127.0.0.1, or add listen.admin.keys"
                            + " ('./edgewise key new admin' prints one)");
        }
        data.add(new Bound("listen.admin", listen.admin().host(), listen.admin().port()));
        collisions(data);
    }

    private void open(Bound bound) {
        checks.error(
                bound.path + ".host",
                "expected a loopback address, for there are no tenants and everyone could ask; bind 127.0.0.1, or add"
                        + " tenants ('./edgewise key new TENANT' prints a key and its hash)");
    }

    private void collisions(List<Bound> all) {
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                if (all.get(i).collidesWith(all.get(j))) {
                    checks.error(
                            all.get(j).path + ".port",
                            "expected a port of its own; " + all.get(i).path + " has " + all.get(i).port + " too");
                }
            }
        }
    }

    private void certificate(HttpsListener https) {
        if (checks.sound("listen.https.cert")) {
            checkCertificate(https.cert());
        }
        if (checks.sound("listen.https.key")) {
            String pem = pem("listen.https.key", https.key());
            if (pem != null && !pem.contains("PRIVATE KEY-----")) {
                checks.error(
                        "listen.https.key",
                        "expected a PEM file with a private key; found none in " + name(https.key()));
            }
        }
    }

    private void checkCertificate(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            CertificateFactory.getInstance("X.509").generateCertificate(stream);
        } catch (CertificateException notOne) {
            checks.error("listen.https.cert", "expected a PEM file with a certificate; found none in " + name(file));
        } catch (IOException unreadable) {
            checks.error("listen.https.cert", "expected a readable file; cannot read " + name(file));
        }
    }

    private @Nullable String pem(String path, Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(PEM_BYTES_MAX), StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            checks.error(path, "expected a readable file; cannot read " + name(file));
            return null;
        }
    }

    private static String name(Path file) {
        return Texts.quote(file.toString());
    }
}
