package dev.edgewise.gateway.config;

/** Told of a new configuration after it came into force. */
@FunctionalInterface
public interface ConfigListener {

    /** Called one change at a time, on the thread that reloaded; it must not block for long. */
    void changed(NodeConfig before, NodeConfig now);
}
