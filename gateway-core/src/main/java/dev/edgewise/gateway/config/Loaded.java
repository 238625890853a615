package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Effective;
import dev.edgewise.gateway.config.source.Origin;
import dev.edgewise.gateway.config.source.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What came of reading a configuration. */
public sealed interface Loaded {

    /** Files that were read, or should have been: the configuration first, then secrets. */
    Set<Path> files();

    /**
     * It can be used.
     *
     * @param config the records
     * @param effective every value in force with its source, in the order of the documents
     * @param warnings what an operator should know all the same
     * @param mark stands for the contents of the files that the records only name
     */
    record Good(NodeConfig config, List<Effective> effective, List<Problem> warnings, Set<Path> files, String mark)
            implements Loaded {
        /** Whether the same would be in force. */
        boolean same(Good other) {
            return config.equals(other.config) && mark.equals(other.mark);
        }

        /** Whether nothing at all was configured. */
        boolean isAllDefault() {
            return effective.stream().allMatch(value -> value.origin() instanceof Origin.Default);
        }
    }

    /**
     * It cannot be used.
     *
     * @param problems all of them, in the file's order; at least one error
     */
    record Bad(List<Problem> problems, Set<Path> files) implements Loaded {}
}
