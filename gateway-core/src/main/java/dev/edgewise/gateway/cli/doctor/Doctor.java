package dev.edgewise.gateway.cli.doctor;

import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.source.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything a node needs. Waits for files, endpoints and models: for platform threads only. */
public final class Doctor {
    /** What a configuration that cannot be used is taken to want of the cache, in bytes. */
    private static final long CACHE_BYTES_UNKNOWN = 0;

    private Doctor() {}

    /**
     * All findings, in an order that puts causes before what follows from them.
     *
     * @param now the machine's time
     */
    public static List<Finding> examine(Loaded loaded, String name, Instant now) {
        List<Finding> findings = new ArrayList<>();
        switch (loaded) {
            case Loaded.Bad bad -> {
                bad.problems().forEach(problem -> findings.add(config(problem)));
                findings.addAll(MachineChecks.all(CACHE_BYTES_UNKNOWN));
            }
            case Loaded.Good good -> {
                findings.add(Finding.ok("configuration", name + " can be used"));
                good.warnings().forEach(problem -> findings.add(config(problem)));
                NodeConfig config = good.config();
                findings.addAll(MachineChecks.all(config.cache().memoryBytesMax()));
                findings.addAll(FileChecks.all(config, now));
                findings.addAll(PullChecks.all(config));
                findings.addAll(EngineChecks.all(config.store().dir().resolve("models"), config.inference()));
                findings.addAll(new NetworkChecks(now).all(config));
            }
        }
        return findings;
    }

    private static Finding config(Problem problem) {
        return switch (problem.severity()) {
            case ERROR -> Finding.bad("configuration", problem.show(), "Mend it; 'edgewise validate' checks it alone.");
            case WARNING -> Finding.warn("configuration", problem.show(), "Mend it if it is not meant so.");
        };
    }
}
