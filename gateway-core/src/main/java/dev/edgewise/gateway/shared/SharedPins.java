package dev.edgewise.gateway.shared;

import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.gateway.shared.PinCommands.Kept;
import dev.edgewise.gateway.unsent.UnsentEvents;
import dev.edgewise.gateway.unsent.UnsentEvents.Unsent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Carries pinned answers to the other nodes over the shared tier's server, where no fleet does: the server keeps the last word
 * on each file, and each node looks every two seconds whether there is a new one. A server that is down costs the node
 * nothing; what it could not be told is told when it is back.
 *
 * <p>Threads: any; one of its own talks to the server.
 */
public final class SharedPins implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SharedPins.class.getName());
    private static final long LOOK_MS = 2_000;
    /** Between two attempts at a file that could not be put in force here. */
    private static final long AGAIN_MS = 30_000;
    /** How long whoever pins waits for the server's word. */
    private static final long TOLD_SECONDS_MAX = 2;

    /** @param saidMs when the operator said so, in milliseconds since 1970 */
    private record Waiting(FleetEvent event, long saidMs, CompletableFuture<Boolean> told) {}

    private record Refused(String stamp, long atMs) {}

    private final PinCommands commands;
    private final UnsentEvents unsent;
    private final Consumer<FleetEvent> follower;
    private final Thread thread;
    private final Semaphore wake = new Semaphore(0);
    /** By the file's name, what the server has still to be told. Guarded by itself. */
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    /** By the file's name, the last word that was followed. The thread's own. */
    private final Map<String, String> followed = new HashMap<>();
    /** By the file's name, the word that could not be followed and was complained of. The thread's own. */
    private final Map<String, Refused> refused = new HashMap<>();

    private final LongSupplier epochMillis;

    private String last = "";
    private boolean quiet;
    private volatile boolean closed;

    /**
     * @param epochMillis the time; of two nodes' words on one file the later one holds, by their own clocks
     * @param follower puts in force here what another node pinned; called on a thread that may wait
     */
    public SharedPins(
            Vertx vertx,
            SharedSettings settings,
            UnsentEvents unsent,
            RandomGenerator random,
            LongSupplier epochMillis,
            Consumer<FleetEvent> follower) {
        this.commands = new PinCommands(vertx, settings, random);
        this.unsent = unsent;
        this.epochMillis = epochMillis;
        this.follower = follower;
        unsent.read().forEach(this::takeUp);
        this.thread = Thread.ofPlatform().daemon().name("edgewise-pins").unstarted(this::run);
    }

    /** Begins to look and to tell. */
    public void start() {
        thread.start();
    }

    /**
     * Tells the others of a file that was pinned or forgotten here; waits a moment until the server has it.
     *
     * @throws java.io.UncheckedIOException if they are told, but a restart before that would forget it
     */
    public void tell(FleetEvent event) {
        CompletableFuture<Boolean> told = queued(event, epochMillis.getAsLong());
        try {
            unsent.write(this::untold);
        } finally {
            wake.release();
        }
        try {
            if (!told.get(TOLD_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.log(
                        Level.WARNING,
                        "{0} holds on this node alone: the shared tier has too many files",
                        event.subject());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "{0} holds on this node; the shared tier does not answer and is told when it does",
                    event.subject());
        }
    }

    private void takeUp(Unsent waited) {
        var _ = queued(waited.event(), waited.saidMs());
    }

    private CompletableFuture<Boolean> queued(FleetEvent event, long saidMs) {
        var told = new CompletableFuture<Boolean>();
        switch (event) {
            case FleetEvent.Pinned(String name, String yaml) -> put(name, new Waiting(event, saidMs, told));
            case FleetEvent.Unpinned(String name) -> put(name, new Waiting(event, saidMs, told));
            case FleetEvent.Purged purged -> told.complete(true);
        }
        return told;
    }

    private void put(String name, Waiting next) {
        synchronized (waiting) {
            Waiting before = waiting.put(name, next);
            if (before != null) {
                var _ = next.told.thenAccept(before.told::complete);
            }
        }
    }

    private List<Unsent> untold() {
        synchronized (waiting) {
            return waiting.values().stream()
                    .map(next -> new Unsent(next.event, next.saidMs))
                    .toList();
        }
    }

    private boolean waits(String name) {
        synchronized (waiting) {
            return waiting.containsKey(name);
        }
    }

    private void run() {
        while (!closed) {
            try {
                try {
                    tellAll();
                } finally {
                    look();
                }
                quiet = false;
            } catch (IOException failed) {
                if (!quiet) {
                    quiet = true;
                    LOG.log(Level.WARNING, "pinned answers are not shared for now: {0}", failed.getMessage());
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException bug) {
                LOG.log(Level.ERROR, "pinned answers could not be shared", bug);
            }
            rest();
        }
    }

    private void rest() {
        try {
            if (wake.tryAcquire(LOOK_MS, TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void tellAll() throws IOException, InterruptedException {
        for (Waiting next = first(); next != null; next = first()) {
            Kept kept = switch (next.event) {
                case FleetEvent.Pinned(String name, String yaml) -> keep(name, yaml, next);
                case FleetEvent.Unpinned(String name) -> keep(name, "", next);
                case FleetEvent.Purged purged -> Kept.YES;
            };
            synchronized (waiting) {
                waiting.values().remove(next);
            }
            unsent.forget(this::untold);
            next.told.complete(kept != Kept.FULL);
        }
    }

    private Kept keep(String name, String yaml, Waiting said) throws IOException, InterruptedException {
        Kept kept = commands.keep(name, yaml, said.saidMs, followed.getOrDefault(name, ""));
        if (kept == Kept.OLDER) {
            LOG.log(Level.WARNING, "{0}: another node''s later words hold", said.event.subject());
            last = "";
        }
        return kept;
    }

    private @Nullable Waiting first() {
        synchronized (waiting) {
            return waiting.values().stream().findFirst().orElse(null);
        }
    }

    /** Follows what is new on the server, this node's own words too: the server's order decides between nodes. */
    private void look() throws IOException, InterruptedException {
        String now = commands.last();
        if (now.equals(last)) {
            return;
        }
        boolean all = true;
        for (Map.Entry<String, String> stamp : commands.stamps().entrySet()) {
            String name = stamp.getKey();
            if (!stamp.getValue().equals(followed.get(name)) && !waits(name)) {
                all &= follow(name, stamp.getValue());
            }
        }
        // What could not be followed is tried again; the others do not wait for it.
        last = all ? now : "";
    }

    private boolean follow(String name, String stamp) throws IOException, InterruptedException {
        Refused before = refused.get(name);
        if (before != null && before.stamp.equals(stamp) && epochMillis.getAsLong() - before.atMs < AGAIN_MS) {
            return false;
        }
        String yaml = commands.file(name);
        try {
            if (yaml != null) {
                follower.accept(yaml.isEmpty() ? new FleetEvent.Unpinned(name) : new FleetEvent.Pinned(name, yaml));
            }
        } catch (RuntimeException failed) {
            refused.put(name, new Refused(stamp, epochMillis.getAsLong()));
            if (before == null || !before.stamp.equals(stamp)) {
                LOG.log(Level.ERROR, "another node's pinned answers could not be put in force here: " + name, failed);
            }
            return false;
        }
        refused.remove(name);
        followed.put(name, stamp);
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        commands.close();
    }
}
