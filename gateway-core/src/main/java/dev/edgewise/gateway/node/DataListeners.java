package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.HttpListener;
import dev.edgewise.gateway.config.HttpsListener;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.http.Listener;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The data plane's addresses: HTTP/1.1 in clear text, and HTTP/1.1 or HTTP/2 by choice of the client with TLS. HTTP/2 in
 * clear text is off in both its forms: no client of the APIs here needs it, and an upgrade can carry requests past a
 * proxy in front.
 */
final class DataListeners {
    /** Resets that a client may send or provoke on one connection in a second. */
    private static final int RESETS_PER_SECOND_MAX = 200;

    private static final int CONTINUATIONS_SMALL_MAX = 16;

    private final AtomicInteger httpPort = new AtomicInteger();
    private final AtomicInteger httpsPort = new AtomicInteger();
    private final List<Listener> all = new ArrayList<>();

    DataListeners(NodeConfig config) {
        HttpListener http = config.listen().http();
        all.add(new Listener(
                common(http.host(), http.port(), config.limits()).setHttp2ClearTextEnabled(false), httpPort));
        HttpsListener https = config.listen().https();
        if (https != null) {
            all.add(new Listener(tls(https, config.limits()), httpsPort));
        }
    }

    List<Listener> all() {
        return List.copyOf(all);
    }

    /** The clear-text port really bound, 0 before. */
    int httpPort() {
        return httpPort.get();
    }

    /** The TLS port really bound, 0 before and when there is none. */
    int httpsPort() {
        return httpsPort.get();
    }

    private static HttpServerOptions common(String host, int port, LimitsConfig limits) {
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setTcpNoDelay(true)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(limits.headerTimeMax().toMillis());
    }

    private static HttpServerOptions tls(HttpsListener https, LimitsConfig limits) {
        return common(https.host(), https.port(), limits)
                .setSsl(true)
                // The guard sees a connection from its first request on; before that this ends it.
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) Math.max(
                        limits.idleTimeMax().toMillis(), limits.deadline().toMillis()))
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(https.cert().toString())
                        .setKeyPath(https.key().toString()))
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(limits.streamsMax())
                        .setMaxHeaderListSize(limits.headers().bytesMax() + limits.uriBytesMax()))
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS_PER_SECOND_MAX)
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(CONTINUATIONS_SMALL_MAX);
    }
}
