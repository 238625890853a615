package dev.edgewise.loadtest.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the stand-in cluster behaves. Immutable; start from {@link #defaults} and change single values.
 *
 * @param host address to listen on
 * @param port port to listen on, 0 for a free one
 * @param ttft time to the first token
 * @param gap time between tokens; a JSON answer takes {@code ttft + tokens × gap}
 * @param tokens tokens of an answer, at least 1
 * @param dimensions length of embedding vectors
 * @param echo answer with the last user message
 * @param seed mixed into answers and into the draw of faults
 * @param failRate share of model requests that meet one of {@code faults}, 0 to 1
 * @param faults what fails
 * @param apiKey the key callers must bring; empty for none
 * @param models the models served; empty accepts any name
 * @param slots requests worked on at once; more wait, as vLLM's do
 * @param recordsMax newest requests kept for inspection, with their bodies
 * @param tls certificate and key for TLS with ALPN; empty for clear text
 */
public record ClusterOptions(
        String host,
        int port,
        Duration ttft,
        Duration gap,
        int tokens,
        int dimensions,
        boolean echo,
        long seed,
        double failRate,
        List<Fault> faults,
        Optional<String> apiKey,
        List<String> models,
        int slots,
        int recordsMax,
        Optional<KeyPair> tls) {

    /** PEM files of a server certificate and its key. */
    public record KeyPair(Path certificate, Path key) {}

    /** Checks bounds. */
    public ClusterOptions {
        require(port >= 0 && port <= 65_535, "port must be 0 to 65535");
        require(!ttft.isNegative() && !gap.isNegative(), "ttft and gap must not be negative");
        require(tokens >= 1 && tokens <= 1_000_000, "tokens must be 1 to 1000000");
        require(dimensions >= 1 && dimensions <= 16_384, "dimensions must be 1 to 16384");
        require(failRate >= 0 && failRate <= 1, "fail rate must be 0 to 1");
        require(slots >= 1, "slots must be at least 1");
        require(recordsMax >= 0, "records must not be negative");
        faults = List.copyOf(faults);
        models = List.copyOf(models);
    }

    /** Loopback, a free port, no waiting, 100 tokens, no faults, any model, the last 10,000 requests kept. */
    public static ClusterOptions defaults() {
        return new ClusterOptions(
                "127.0.0.1",
                0,
                Duration.ZERO,
                Duration.ZERO,
                100,
                384,
                false,
                1,
                0,
                List.of(),
                Optional.empty(),
                List.of(),
                4096,
                10_000,
                Optional.empty());
    }

    /** On this address and port. */
    public ClusterOptions withAddress(String host, int port) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** With this time to the first token and between tokens, and this many tokens. */
    public ClusterOptions withPace(Duration ttft, Duration gap, int tokens) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** With vectors of this length. */
    public ClusterOptions withDimensions(int dimensions) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** Echoing the last user message or not. */
    public ClusterOptions withEcho(boolean echo) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** With another seed, which is another model behind the same name. */
    public ClusterOptions withSeed(long seed) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** With this share of requests meeting one of these faults. */
    public ClusterOptions withFaults(double failRate, List<Fault> faults) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** Callers must bring this key. */
    public ClusterOptions withApiKey(String apiKey) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                Optional.of(apiKey),
                models,
                slots,
                recordsMax,
                tls);
    }

    /** Serving only these models. */
    public ClusterOptions withModels(List<String> models) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** With this many requests at work at once. */
    public ClusterOptions withSlots(int slots) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** Keeping this many of the newest requests. */
    public ClusterOptions withRecordsMax(int recordsMax) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                tls);
    }

    /** Over TLS with HTTP/2 by ALPN. */
    public ClusterOptions withTls(KeyPair tls) {
        return new ClusterOptions(
                host,
                port,
                ttft,
                gap,
                tokens,
                dimensions,
                echo,
                seed,
                failRate,
                faults,
                apiKey,
                models,
                slots,
                recordsMax,
                Optional.of(tls));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
