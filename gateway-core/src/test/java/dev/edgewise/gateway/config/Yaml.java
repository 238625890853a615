package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.source.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads YAML of tests as the node reads its file. */
final class Yaml {

    static final Set<String> LOCAL_MODELS = Set.of("all-minilm-l6-v2-q");

    private Yaml() {}

    static Loaded load(Path file, Map<String, String> environment) {
        return new ConfigLoader(environment, LOCAL_MODELS).load(file);
    }

    static Loaded load(Path folder, String text, Map<String, String> environment) {
        return load(write(folder.resolve("edgewise.yaml"), text), environment);
    }

    static Loaded.Good good(Path folder, String text) {
        return good(load(folder, text, Map.of()));
    }

    static Loaded.Good good(Loaded loaded) {
        return switch (loaded) {
            case Loaded.Good good -> good;
            case Loaded.Bad bad -> throw new AssertionError(bad.problems());
        };
    }

    /** The problems as {@code line:column: setting: message}, warnings too. */
    static List<String> problems(Path folder, String text, Map<String, String> environment) {
        List<Problem> problems = switch (load(folder, text, environment)) {
            case Loaded.Good good -> good.warnings();
            case Loaded.Bad bad -> bad.problems();
        };
        String file = folder.resolve("edgewise.yaml") + ":";
        return problems.stream()
                .map(problem -> problem.show().replace(file, "").strip())
                .toList();
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String resource(String name) {
        try (InputStream stream = Yaml.class.getResourceAsStream("/config/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
