package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Effective;
import dev.edgewise.gateway.config.source.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force. A reload checks the new one as a whole and then swaps it in one step; with any error the
 * last good one stays. Any thread; {@link #current()} is one volatile read.
 */
public final class ConfigSource {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigSource.class);

    private final Supplier<Loaded> loader;
    private final List<ConfigListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock reloading = new ReentrantLock();
    private final Map<String, String> fixedAtStart;
    private final ListenConfig bound;
    private volatile Loaded.Good good;
    private volatile Set<Path> files;
    private List<Problem> lastTold = List.of();

    /**
     * A source that begins with what was loaded.
     *
     * @param first in force until the first reload
     * @param loader reads the configuration again
     */
    public ConfigSource(Loaded.Good first, Supplier<Loaded> loader) {
        this.good = first;
        this.files = first.files();
        this.loader = loader;
        this.fixedAtStart = fixed(first.effective());
        this.bound = first.config().listen();
    }

    /** A source that never changes, for a node without a file and for tests. */
    public static ConfigSource fixed(Loaded.Good only) {
        return new ConfigSource(only, () -> only);
    }

    /** The configuration in force. */
    public NodeConfig current() {
        return good.config();
    }

    /** Every value in force with its source, secrets hidden. */
    public List<Effective> effective() {
        return good.effective();
    }

    /** Files whose change matters: those of the last reading, be it good or bad. */
    public Set<Path> files() {
        return files;
    }

    /** Tells a listener of every change to come. */
    public void onChange(ConfigListener listener) {
        listeners.add(listener);
    }

    /** Reads the configuration again. One at a time; the same problems are logged once. */
    public Reloaded reload() {
        reloading.lock();
        try {
            Loaded loaded = loader.get();
            files = loaded.files();
            return switch (loaded) {
                case Loaded.Bad bad -> refuse(bad.problems());
                case Loaded.Good now -> {
                    List<Problem> opened = BoundChecks.run(bound, good, now);
                    yield opened.isEmpty() ? apply(now) : refuse(opened);
                }
            };
        } finally {
            reloading.unlock();
        }
    }

    private Reloaded refuse(List<Problem> problems) {
        if (!problems.equals(lastTold)) {
            lastTold = problems;
            long errors = problems.stream().filter(ConfigSource::isError).count();
            LOG.error("configuration refused, the last good one stays: {} problem(s)", errors);
            problems.forEach(problem -> {
                if (isError(problem)) {
                    LOG.error("{}", problem.show());
                } else {
                    LOG.warn("{}", problem.show());
                }
            });
        }
        return new Reloaded.Refused(problems);
    }

    private static boolean isError(Problem problem) {
        return problem.severity() == Problem.Severity.ERROR;
    }

    private Reloaded apply(Loaded.Good now) {
        Loaded.Good before = good;
        good = now;
        if (!now.warnings().equals(lastTold)) {
            lastTold = now.warnings();
            now.warnings().forEach(warning -> LOG.warn("{}", warning.show()));
        }
        if (now.same(before)) {
            return new Reloaded.Unchanged();
        }
        for (ConfigListener listener : listeners) {
            tell(listener, before.config(), now.config());
        }
        List<String> needRestart = needRestart(now.effective());
        LOG.info("configuration reloaded{}", needRestart.isEmpty() ? "" : "; after a restart only: " + needRestart);
        return new Reloaded.Applied(now.config(), needRestart);
    }

    private static void tell(ConfigListener listener, NodeConfig before, NodeConfig now) {
        try {
            listener.changed(before, now);
        } catch (IllegalArgumentException unusable) {
            LOG.error("the new configuration cannot be taken up, the one before holds: {}", unusable.getMessage());
        } catch (RuntimeException bug) {
            // The swap is done: the other listeners must hear of it too.
            LOG.error("a listener failed on the new configuration", bug);
        }
    }

    private List<String> needRestart(List<Effective> now) {
        Map<String, String> fixedNow = fixed(now);
        List<String> changed = new ArrayList<>();
        fixedNow.forEach((path, shown) -> {
            if (!shown.equals(fixedAtStart.get(path))) {
                changed.add(path);
            }
        });
        fixedAtStart.keySet().stream()
                .filter(path -> !fixedNow.containsKey(path))
                .forEach(changed::add);
        return changed.stream().sorted().toList();
    }

    private static Map<String, String> fixed(List<Effective> effective) {
        Map<String, String> fixed = new HashMap<>();
        for (Effective value : effective) {
            if (value.restart()) {
                fixed.put(value.path(), value.shown());
            }
        }
        return fixed;
    }
}
