package dev.edgewise.gateway.cli.doctor;

import dev.edgewise.gateway.config.ClusterConfig;
import dev.edgewise.gateway.config.EndpointConfig;
import dev.edgewise.gateway.config.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** The ports to listen on, the endpoints to forward to, and, by their clocks, the own one. */
final class NetworkChecks {
    private static final Duration CLOCK_DIFFERENCE_MAX = Duration.ofMinutes(1);
    /** Before this version was made: a machine that woke up without its clock. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private final Instant now;
    private Optional<Instant> theirs = Optional.empty();

    NetworkChecks(Instant now) {
        this.now = now;
    }

    List<Finding> all(NodeConfig config) {
        List<Finding> findings = new ArrayList<>();
        var listen = config.listen();
        findings.add(port("listen.http", listen.http().host(), listen.http().port()));
        var https = listen.https();
        if (https != null) {
            findings.add(port("listen.https", https.host(), https.port()));
        }
        findings.add(port("listen.admin", listen.admin().host(), listen.admin().port()));
        config.clusters()
                .forEach((name, cluster) -> cluster.endpoints()
                        .forEach(endpoint -> findings.add(upstream("upstream " + name, cluster, endpoint))));
        findings.add(clock());
        return findings;
    }

    static Finding port(String setting, String host, int port) {
        String address = host + ":" + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(setting, port == 0 ? host + ": any free port" : address + " is free");
        } catch (IOException taken) {
            return Finding.bad(
                    setting,
                    address + " cannot be listened on (" + taken.getMessage() + ")",
                    "Stop what listens there (a running node?), or set " + setting + ".port to another.");
        }
    }

    private Finding upstream(String check, ClusterConfig cluster, EndpointConfig endpoint) {
        URI url = URI.create((endpoint.tls() ? "https://" : "http://")
                + endpoint.url().getRawAuthority()
                + endpoint.pathPrefix()
                + cluster.health().path());
        try (HttpClient client = client(cluster)) {
            var request = HttpRequest.newBuilder(url).timeout(cluster.silenceTimeMax());
            var key = cluster.apiKey();
            if (key != null) {
                request.header("authorization", "Bearer " + key.reveal());
            }
            HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
            theirs = answer.headers()
                    .firstValue("date")
                    .flatMap(NetworkChecks::date)
                    .or(() -> theirs);
            return judged(check, url, answer.statusCode());
        } catch (SSLException refused) {
            return Finding.bad(
                    check,
                    url + ": TLS is refused (" + refused.getMessage() + ")",
                    "Check the name in the url, and clusters.*.ca when the endpoint has an authority of its own.");
        } catch (HttpTimeoutException slow) {
            return Finding.bad(
                    check, url + " does not answer in time", "Check the address, firewalls and the endpoint.");
        } catch (ConnectException refused) {
            boolean unknown = refused.getCause() instanceof UnresolvedAddressException
                    || refused.getCause() instanceof ConnectException nested
                            && nested.getCause() instanceof UnresolvedAddressException;
            return unknown
                    ? Finding.bad(check, endpoint.host() + " has no address", "Check the name in the url, and DNS.")
                    : Finding.bad(check, url + " refuses connections", "Start the endpoint, or check the port.");
        } catch (IOException | GeneralSecurityException failed) {
            return Finding.bad(check, url + ": " + failed.getMessage(), "Check that it is an HTTP server.");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Finding.bad(check, "interrupted", "Run it again.");
        }
    }

    static Finding judged(String check, URI url, int status) {
        String says = url + " answers " + status;
        if (status == 401 || status == 403) {
            return Finding.bad(check, says, "It wants another key: set clusters.*.api_key.");
        }
        return status < 500
                ? Finding.ok(check, says)
                : Finding.bad(check, says, "The endpoint is up but failing: look at its own log.");
    }

    /** Certificates and the host's name are checked, as the node does it. */
    private static HttpClient client(ClusterConfig cluster) throws IOException, GeneralSecurityException {
        var builder = HttpClient.newBuilder().connectTimeout(cluster.connectTimeMax());
        Path ca = cluster.ca();
        return (ca == null ? builder : builder.sslContext(trusting(ca))).build();
    }

    private static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + number++, certificate);
            }
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static Optional<Instant> date(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException odd) {
            return Optional.empty();
        }
    }

    private Finding clock() {
        return clock(now, theirs);
    }

    static Finding clock(Instant now, Optional<Instant> theirs) {
        if (now.isBefore(EARLIEST)) {
            return Finding.bad("clock", "it is " + now + " here", "Set the clock: certificates will be refused.");
        }
        Duration apart = theirs.map(there -> Duration.between(there, now).abs()).orElse(Duration.ZERO);
        return apart.compareTo(CLOCK_DIFFERENCE_MAX) > 0
                ? Finding.warn(
                        "clock",
                        "it is " + now + " here and " + theirs.orElse(now) + " at an endpoint",
                        "Let a time service set the clock.")
                : Finding.ok("clock", "it is " + now + (theirs.isPresent() ? ", as at an endpoint" : ""));
    }
}
