package dev.edgewise.gateway.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a path below {@code /v2} asks for, as the Open Inference Protocol names it. */
public sealed interface OipCall {
    /** The model in the path; empty where there is none. */
    default String model() {
        return "";
    }

    /** Whether it only reads, by {@code GET}; the others are sent by {@code POST}. */
    default boolean reads() {
        return true;
    }

    /** {@code /v2} */
    record Server() implements OipCall {}

    /** {@code /v2/health/live} */
    record Live() implements OipCall {}

    /** {@code /v2/health/ready} */
    record Ready() implements OipCall {}

    /** {@code /v2/models/{model}[/versions/{version}]}; an empty version stands for the node's choice. */
    record Metadata(String model, String version) implements OipCall {}

    /** {@code …/ready} */
    record ModelReady(String model, String version) implements OipCall {}

    /** {@code …/infer} */
    record Infer(String model, String version) implements OipCall {
        @Override
        public boolean reads() {
            return false;
        }
    }

    /** {@code /v2/repository/index} */
    record Index() implements OipCall {
        @Override
        public boolean reads() {
            return false;
        }
    }

    /** {@code /v2/repository/models/{model}/load} */
    record Load(String model) implements OipCall {
        @Override
        public boolean reads() {
            return false;
        }
    }

    /** {@code /v2/repository/models/{model}/unload} */
    record Unload(String model) implements OipCall {
        @Override
        public boolean reads() {
            return false;
        }
    }

    /** What that path asks for; empty when it is none of the protocol's. */
    static Optional<OipCall> at(String path) {
        List<String> parts = List.of(path.substring(1).split("/", -1));
        if (!parts.getFirst().equals("v2")) {
            return Optional.empty();
        }
        if (parts.size() == 1) {
            return Optional.of(new Server());
        }
        return switch (parts.get(1)) {
            case "health" -> health(parts);
            case "models" -> parts.size() < 3 ? Optional.empty() : model(parts);
            case "repository" -> repository(parts);
            case String other -> Optional.empty();
        };
    }

    private static Optional<OipCall> health(List<String> parts) {
        return switch (String.join("/", parts.subList(2, parts.size()))) {
            case "live" -> Optional.of(new Live());
            case "ready" -> Optional.of(new Ready());
            case String other -> Optional.empty();
        };
    }

    private static Optional<OipCall> model(List<String> parts) {
        String model = decoded(parts.get(2));
        boolean versioned = parts.size() >= 5 && parts.get(3).equals("versions");
        String version = versioned ? decoded(parts.get(4)) : "";
        if (model.isEmpty() || versioned && version.isEmpty()) {
            return Optional.empty();
        }
        return switch (String.join("/", parts.subList(versioned ? 5 : 3, parts.size()))) {
            case "" -> Optional.of(new Metadata(model, version));
            case "ready" -> Optional.of(new ModelReady(model, version));
            case "infer" -> Optional.of(new Infer(model, version));
            case String other -> Optional.empty();
        };
    }

    private static Optional<OipCall> repository(List<String> parts) {
        if (parts.size() == 3 && parts.get(2).equals("index")) {
            return Optional.of(new Index());
        }
        if (parts.size() != 5 || !parts.get(2).equals("models") || parts.get(3).isEmpty()) {
            return Optional.empty();
        }
        String model = decoded(parts.get(3));
        return switch (parts.get(4)) {
            case "load" -> Optional.of(new Load(model));
            case "unload" -> Optional.of(new Unload(model));
            case String other -> Optional.empty();
        };
    }

    /** A segment without its percent escapes; one with escapes that mean nothing stays as it is. */
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEscaped) {
            return segment;
        }
    }
}
