package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.source.Problem;
import java.util.List;

/** What came of reading the configuration again. */
public sealed interface Reloaded {

    /**
     * The new one is in force.
     *
     * @param config the records
     * @param needRestart settings that differ from those the node started with and count only after a restart
     */
    record Applied(NodeConfig config, List<String> needRestart) implements Reloaded {}

    /** Nothing changed. */
    record Unchanged() implements Reloaded {}

    /**
     * The last good one stays in force.
     *
     * @param problems why, in the file's order
     */
    record Refused(List<Problem> problems) implements Reloaded {}
}
