package dev.edgewise.cache.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** Scans for tests. */
public final class Scans {
    private static final RequestScan SCAN = new RequestScan(1 << 20);

    private Scans() {}

    public static ScanResult scan(String body) {
        return SCAN.scan(body.getBytes(StandardCharsets.UTF_8));
    }

    public static Scanned scanned(String body) {
        ScanResult result = scan(body);
        assertThat(result).isInstanceOf(Scanned.class);
        return (Scanned) result;
    }

    public static Malformed malformed(String body) {
        ScanResult result = scan(body);
        assertThat(result).as(body).isInstanceOf(Malformed.class);
        return (Malformed) result;
    }
}
