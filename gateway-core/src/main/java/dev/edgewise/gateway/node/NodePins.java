package dev.edgewise.gateway.node;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.gateway.admin.PinControl;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.PinnedFiles;
import dev.edgewise.gateway.config.source.Problem;
import dev.edgewise.gateway.config.source.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Pins answers on a running node: the file is checked, kept below {@code store.dir}, and the rules are made anew. */
final class NodePins implements PinControl {
    private static final System.Logger LOG = System.getLogger(NodePins.class.getName());

    private final Supplier<NodeConfig> config;
    private final Supplier<PinnedAnswers> answers;
    private final Runnable renew;
    private volatile Consumer<FleetEvent> others = alone -> {};
    /** Whether the files were changed and could not be put in force. Guarded by this. */
    private boolean behind;

    /** @param renew puts the answers of all files in force */
    NodePins(Supplier<NodeConfig> config, Supplier<PinnedAnswers> answers, Runnable renew) {
        this.config = config;
        this.answers = answers;
        this.renew = renew;
    }

    @Override
    public PinnedAnswers answers() {
        return answers.get();
    }

    @Override
    public List<String> setAside() {
        return PinnedStore.read(config.get(), new Problems()).setAside();
    }

    /** Has changes told to the fleet from now on. */
    void tell(Consumer<FleetEvent> others) {
        this.others = others;
    }

    @Override
    public List<String> pin(String name, String yaml) {
        List<String> wrong = pinHere(name, yaml);
        if (wrong.isEmpty()) {
            others.accept(new FleetEvent.Pinned(name, yaml));
        }
        return wrong;
    }

    @Override
    public boolean unpin(String name) {
        boolean gone = unpinHere(name);
        if (gone) {
            others.accept(new FleetEvent.Unpinned(name));
        }
        return gone;
    }

    /** Puts in force what another node pinned or forgot. */
    void follow(FleetEvent event) {
        switch (event) {
            case FleetEvent.Pinned(String name, String yaml) -> {
                List<String> wrong = pinHere(name, yaml);
                if (!wrong.isEmpty()) {
                    LOG.log(Level.WARNING, "pinned answers of another node do not fit here: {0}", wrong);
                }
            }
            case FleetEvent.Unpinned(String name) -> unpinHere(name);
            case FleetEvent.Purged purged -> throw new IllegalArgumentException("no pinned answers: " + purged);
        }
    }

    /** The same on this node alone. */
    synchronized List<String> pinHere(String name, String yaml) {
        if (!PinnedStore.isName(name)) {
            return List.of("'" + name + "' is no name of a file");
        }
        var problems = new Problems();
        PinnedFiles.read(name, yaml, problems);
        List<PinnedAnswer> found =
                problems.anyError() ? List.of() : PinnedStore.readWith(config.get(), name, yaml, problems);
        if (problems.anyError()) {
            return problems.inOrder().stream().map(Problem::show).toList();
        }
        if (!behind
                && PinnedStore.holds(config.get(), name, yaml)
                && answers().all().containsAll(found)) {
            return List.of();
        }
        try {
            PinnedStore.keep(config.get(), name, yaml);
        } catch (IOException failed) {
            throw new UncheckedIOException("a file of pinned answers could not be kept", failed);
        }
        putInForce();
        return List.of();
    }

    /** The same on this node alone. */
    synchronized boolean unpinHere(String name) {
        if (!PinnedStore.isName(name)) {
            return false;
        }
        boolean gone;
        try {
            gone = PinnedStore.remove(config.get(), name);
        } catch (IOException failed) {
            throw new UncheckedIOException("a file of pinned answers could not be removed", failed);
        }
        if (gone || behind) {
            putInForce();
        }
        return gone;
    }

    private void putInForce() {
        behind = true;
        renew.run();
        behind = false;
    }
}
