package dev.edgewise.loadtest.cli;

import dev.edgewise.loadtest.client.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that both drivers share. */
final class LoadOptions {
    @Option(
            names = "--url",
            required = true,
            description = "Where to, for example http://127.0.0.1:8080; without a path, /v1/chat/completions.")
    private String url = "";

    @Option(names = "--key", description = "Bearer key.")
    private @Nullable String key;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "Further request header; repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--model", defaultValue = "chat-small", description = "Model asked for (${DEFAULT-VALUE}).")
    private String model = "";

    @Option(names = "--http2", description = "Speak HTTP/2.")
    private boolean http2;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of everything drawn (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--allow-remote", description = "Allow a target that is not this machine.")
    private boolean allowRemote;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    Target target() {
        return Target.parse(url, allowRemote);
    }

    Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        if (key != null) {
            all.put("Authorization", "Bearer " + key);
        }
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("'" + header + "' is no header; write 'Name: value'");
            }
            all.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return all;
    }

    String model() {
        return model;
    }

    boolean http2() {
        return http2;
    }

    long seed() {
        return seed;
    }

    boolean json() {
        return json;
    }
}
