package dev.edgewise.gateway.cli.doctor;

import dev.edgewise.gateway.config.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The store folder, and files of certificates and keys. */
final class FileChecks {
    private static final long GB = 1_000_000_000;
    private static final Duration EXPIRES_SOON = Duration.ofDays(30);

    private FileChecks() {}

    static List<Finding> all(NodeConfig config, Instant now) {
        List<Finding> findings = new ArrayList<>();
        findings.add(store(config.store().dir()));
        var https = config.listen().https();
        if (https != null) {
            findings.add(certificates("tls certificate", https.cert(), now));
            findings.add(key(https.key()));
        }
        config.clusters().forEach((name, cluster) -> {
            var ca = cluster.ca();
            if (ca != null) {
                findings.add(certificates("ca of " + name, ca, now));
            }
        });
        return findings;
    }

    static Finding store(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "doctor", ".tmp"));
            long free = Files.getFileStore(folder).getUsableSpace();
            String says = folder + " is writable, %.1f GB free".formatted((double) free / GB);
            return free < GB
                    ? Finding.warn("store", says, "Models need room: free some, or move store.dir.")
                    : Finding.ok("store", says);
        } catch (IOException refused) {
            return Finding.bad(
                    "store",
                    folder + " cannot be written (" + refused.getClass().getSimpleName() + ")",
                    "Give the node's user the right to write there, or set store.dir to another folder.");
        }
    }

    static Finding certificates(String check, Path file, Instant now) {
        try (InputStream in = Files.newInputStream(file)) {
            Instant first = Instant.MAX;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                X509Certificate x509 = (X509Certificate) certificate;
                if (x509.getNotBefore().toInstant().isAfter(now)) {
                    return Finding.bad(
                            check,
                            file + " is not valid before " + x509.getNotBefore().toInstant(),
                            "Wait, or check the machine's clock.");
                }
                Instant end = x509.getNotAfter().toInstant();
                first = end.isBefore(first) ? end : first;
            }
            if (first.equals(Instant.MAX)) {
                return Finding.bad(
                        check, file + " holds no certificate", "Name a PEM file with the chain, leaf first.");
            }
            String says = file + " is valid until " + first;
            if (first.isBefore(now)) {
                return Finding.bad(check, says, "It has expired: renew it.");
            }
            return first.isBefore(now.plus(EXPIRES_SOON))
                    ? Finding.warn(check, says, "Renew it soon.")
                    : Finding.ok(check, says);
        } catch (IOException unreadable) {
            return unreadable(check, file, unreadable);
        } catch (CertificateException wrong) {
            return Finding.bad(check, file + " is no PEM file of certificates", "Name one with the chain, leaf first.");
        }
    }

    static Finding key(Path file) {
        try {
            // PKCS #8 is what the listener reads; nothing of the key is shown.
            return Files.readString(file, StandardCharsets.US_ASCII).contains("-----BEGIN PRIVATE KEY-----")
                    ? Finding.ok("tls key", file + " is readable")
                    : Finding.bad(
                            "tls key",
                            file + " is no unencrypted PKCS #8 key",
                            "Convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW.");
        } catch (IOException unreadable) {
            return unreadable("tls key", file, unreadable);
        }
    }

    private static Finding unreadable(String check, Path file, IOException why) {
        return Finding.bad(
                check,
                file + " cannot be read (" + why.getClass().getSimpleName() + ")",
                "Check the path and the rights of the node's user.");
    }
}
