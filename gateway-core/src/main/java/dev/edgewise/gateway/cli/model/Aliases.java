package dev.edgewise.gateway.cli.model;

import dev.edgewise.gateway.config.LocalConfig;
import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.NodeConfig;
import java.util.Objects;

/** What the configuration calls its models. */
public final class Aliases {
    private Aliases() {}

    /** The local model that the configuration calls so, else the name itself. */
    public static String local(NodeConfig config, String name) {
        return config.models().stream()
                .filter(alias -> alias.name().equals(name))
                .map(ModelConfig::local)
                .filter(Objects::nonNull)
                .map(LocalConfig::model)
                .findFirst()
                .orElse(name);
    }
}
