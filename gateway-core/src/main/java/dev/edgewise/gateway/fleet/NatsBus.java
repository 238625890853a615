package dev.edgewise.gateway.fleet;

import dev.edgewise.cache.fleet.FleetBus;
import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.fleet.FleetEvents;
import dev.edgewise.cache.fleet.FleetListener;
import dev.edgewise.cache.fleet.FleetState;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.gateway.unsent.UnsentEvents;
import dev.edgewise.gateway.unsent.UnsentEvents.Unsent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The fleet's events on a JetStream stream that keeps the last event of each subject: the stream is its own snapshot, and a
 * node that was away reads on from the last event it heard. Where events may be gone that had no successor, it is told so.
 *
 * <p>Threads: any; one thread of its own talks to the server, and only it waits.
 */
public final class NatsBus implements FleetBus {
    private static final System.Logger LOG = System.getLogger(NatsBus.class.getName());
    /** Events of this node that wait to be told; one more is a purge of everything. */
    private static final int WAITING_MAX = 1_000;

    private static final long NEVER_NANOS = TimeUnit.DAYS.toNanos(365);
    private static final long POLL_MS = 500;
    private static final long PAUSE_MS = 1_000;

    /** How often a stream is asked whether it is still the one that is followed, and whether all of it is heard. */
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Purge EVERYTHING = Purge.hard(new PurgeTarget.All());

    /** @param beforeMs it was done before then, in milliseconds since 1970; 0 for what was done since the start */
    private record Waiting(FleetEvent event, long beforeMs, CompletableFuture<Long> told) {
        Waiting(FleetEvent event, CompletableFuture<Long> told) {
            this(event, 0, told);
        }

        boolean isOldPin() {
            return beforeMs > 0 && !(event instanceof FleetEvent.Purged);
        }
    }

    private final FleetSettings settings;
    private final FleetListener listener;
    private final Position position;
    private final String sender;
    private final LinkedBlockingDeque<Waiting> waiting = new LinkedBlockingDeque<>();
    /** By subject, what this node told last and has not heard yet. */
    private final Map<String, FleetEvent> newestOwn = new ConcurrentHashMap<>();

    /** What waits, over restarts. */
    private final UnsentEvents unsent;

    /** Wakes the thread that tells. */
    private final Semaphore published = new Semaphore(0);

    private final Thread thread;
    private volatile boolean connected;
    private volatile boolean closed;
    private volatile Position.Place place;
    private final long placeAtStart;
    private final LongAdder received = new LongAdder();
    private final LongSupplier nanos;
    private volatile long contactNanos;
    /** The last event that was there when this node connected: until it has been heard, the node is behind. */
    private volatile long known;

    /** Whether an event is being followed now, which may take a while. */
    private volatile boolean hearing;

    /** Up to here a stream tells what was told before this node came to it. Guarded by this. */
    private long before;

    /** By subject, the events about pinned answers that could not be put in force and are tried again. Guarded by this. */
    private final Map<String, Long> failed = new HashMap<>();

    /** Whether a purge is in force that is not safe on disk: after a restart it must be heard again. Guarded by this. */
    private boolean unsafe;

    private boolean quiet;

    /** Connects as soon as there is a server, and goes on trying until then. */
    public NatsBus(FleetSettings settings, FleetListener listener, RandomGenerator random, LongSupplier nanos) {
        this.nanos = nanos;
        // Nothing is known of the others before they were heard.
        this.contactNanos = nanos.getAsLong() - NEVER_NANOS;
        this.settings = settings;
        this.listener = listener;
        this.position = new Position(settings.position());
        this.sender = settings.node() + "-" + HexFormat.of().toHexDigits(random.nextLong());
        Position.Place start = position.read();
        this.place = start;
        this.placeAtStart = start.number();
        this.unsent = new UnsentEvents(settings.position().resolveSibling("fleet.unsent"));
        for (Unsent waited : unsent.read()) {
            waiting.add(new Waiting(waited.event(), waited.saidMs(), new CompletableFuture<>()));
            newestOwn.put(waited.event().subject(), waited.event());
        }
        this.thread = Thread.ofPlatform().daemon().name("edgewise-fleet").unstarted(this::run);
    }

    /** Begins to listen and to tell. */
    public NatsBus start() {
        thread.start();
        return this;
    }

    @Override
    public CompletableFuture<Long> publish(FleetEvent event) {
        var told = new CompletableFuture<Long>();
        switch (event) {
            case FleetEvent.Purged purged -> {
                // Told twice it does no harm, and it is not told to this node again.
            }
            case FleetEvent.Pinned _, FleetEvent.Unpinned _ -> {
                newestOwn.put(event.subject(), event);
                supersede(event.subject(), told);
            }
        }
        if (waiting.size() >= WAITING_MAX) {
            // One purge of everything says as much as all those that wait, and more.
            waiting.removeIf(next -> next.event instanceof FleetEvent.Purged);
            waiting.add(new Waiting(new FleetEvent.Purged(EVERYTHING), new CompletableFuture<>()));
        }
        waiting.add(new Waiting(event, told));
        try {
            unsent.write(this::untold);
        } finally {
            published.release();
        }
        return told;
    }

    private List<Unsent> untold() {
        return waiting.stream()
                .map(next -> new Unsent(next.event, next.beforeMs))
                .toList();
    }

    /** Of two that wait about the same thing only the later one is told. */
    private void supersede(String subject, CompletableFuture<Long> later) {
        waiting.removeIf(next -> {
            boolean same = next.event.subject().equals(subject);
            if (same) {
                var _ = later.thenAccept(next.told::complete);
            }
            return same;
        });
    }

    @Override
    public long silentNanos() {
        return nanos.getAsLong() - contactNanos;
    }

    @Override
    public FleetState state() {
        return new FleetState(connected, place.number(), waiting.size(), received.sum());
    }

    private void run() {
        while (!closed) {
            try (Stream stream = Stream.open(settings)) {
                LOG.log(Level.INFO, "connected to the fleet at {0}", settings);
                quiet = false;
                catchUp(stream);
                long checkedNanos = nanos.getAsLong();
                while (!closed && stream.isConnected()) {
                    if (nanos.getAsLong() - checkedNanos >= CHECK_NANOS) {
                        check(stream);
                        again(stream);
                        checkedNanos = nanos.getAsLong();
                    }
                    if (place.number() >= known) {
                        contactNanos = nanos.getAsLong();
                    }
                    tell(stream);
                }
            } catch (IOException failed) {
                if (!quiet) {
                    quiet = true;
                    LOG.log(Level.WARNING, "the fleet at {0} cannot be reached: {1}", settings, failed.getMessage());
                }
            } catch (InterruptedException stopped) {
                break;
            } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError bug) {
                LOG.log(Level.ERROR, "the connection to the fleet failed", bug);
            } finally {
                connected = false;
            }
            pause();
        }
    }

    private void catchUp(Stream stream) throws IOException {
        Stream.State state = stream.state();
        begin(state);
        known = state.last();
        stream.follow(place.number() + 1, this::heard);
        connected = true;
    }

    private synchronized void begin(Stream.State state) {
        Position.Place from = place;
        // A node that has heard none yet may have missed those of a stream that is gone, too.
        boolean another = !from.equals(Position.Place.NONE) && from.stream() != state.made();
        // Where only events with successors are gone, those that are left say all there is to say.
        boolean gap = state.first() > from.number() + 1 && !state.whole();
        if (another || from.number() > state.last() || gap) {
            LOG.log(
                    Level.WARNING,
                    "events of the fleet after {0} may be lost; nothing of before is served",
                    from.number());
            missed();
            failed.clear();
            from = Position.Place.NONE;
        }
        if (from.stream() == 0) {
            before = state.last();
        }
        place = new Position.Place(from.number(), state.made());
        // Else what there is to take up would count after a restart as told since.
        if (place.number() >= before) {
            remember();
        }
    }

    private void missed() {
        try {
            listener.missed();
        } catch (UncheckedIOException notKept) {
            unsafe(notKept);
        }
    }

    private void unsafe(UncheckedIOException notKept) {
        unsafe = true;
        LOG.log(Level.ERROR, "a purge is in force, but not safe on disk; after a restart it is heard again", notKept);
    }

    /** Finds out what a server does not say by itself: the stream is another one, or its events do not come any more. */
    private void check(Stream stream) throws IOException {
        Stream.State state = stream.state();
        if (state.made() != place.stream()) {
            throw new IOException("its stream was made anew");
        }
        if (place.number() < known && !hearing) {
            throw new IOException(
                    "event " + known + " has not come within " + TimeUnit.NANOSECONDS.toSeconds(CHECK_NANOS) + " s");
        }
        known = state.last();
    }

    private void heard(long sequence, byte[] bytes) {
        hearing = true;
        try {
            follow(sequence, bytes);
        } finally {
            hearing = false;
        }
    }

    private synchronized void follow(long sequence, byte[] bytes) {
        FleetEvents.Told told = FleetEvents.read(bytes);
        if (told == null) {
            LOG.log(Level.WARNING, "event {0} of the fleet is none that this version knows", sequence);
        } else if (!told.sender().equals(sender)) {
            follow(sequence, told.event());
            received.increment();
        } else if (newestOwn.remove(told.event().subject(), told.event())) {
            // What two nodes did at once, all do in the stream's order; of this node's own the last counts.
            follow(sequence, told.event());
        }
        place = place.at(sequence);
        remember();
    }

    private void follow(long sequence, FleetEvent event) {
        switch (event) {
            case FleetEvent.Purged purged -> purge(sequence, purged);
            case FleetEvent.Pinned _, FleetEvent.Unpinned _ -> pin(sequence, event);
        }
    }

    private void purge(long sequence, FleetEvent.Purged event) {
        try {
            hand(sequence, event);
        } catch (UncheckedIOException notKept) {
            unsafe(notKept);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "event " + sequence + " of the fleet could not be followed", bug);
            missed();
        }
    }

    private void pin(long sequence, FleetEvent event) {
        failed.remove(event.subject());
        try {
            hand(sequence, event);
        } catch (RuntimeException notNow) {
            failed.put(event.subject(), sequence);
            LOG.log(
                    Level.ERROR,
                    "event " + sequence + " of the fleet could not be followed; it is tried again",
                    notNow);
        }
    }

    private void hand(long sequence, FleetEvent event) {
        if (sequence <= before) {
            listener.takenUp(event);
        } else {
            listener.heard(event);
        }
    }

    /** Tries again what could not be put in force, unless it has a successor. */
    private void again(Stream stream) throws IOException {
        for (Map.Entry<String, Long> next : failed().entrySet()) {
            byte[] bytes = stream.event(next.getValue());
            FleetEvents.Told told = bytes == null ? null : FleetEvents.read(bytes);
            synchronized (this) {
                // Else a later one was heard meanwhile.
                if (failed.remove(next.getKey(), next.getValue()) && told != null) {
                    pin(next.getValue(), told.event());
                }
                remember();
            }
        }
    }

    private synchronized Map<String, Long> failed() {
        return Map.copyOf(failed);
    }

    /** A restart begins after this place: all before must be in force, and stay so. */
    private void remember() {
        if (!unsafe && failed.isEmpty()) {
            position.write(place);
        }
    }

    private void tell(Stream stream) throws IOException, InterruptedException {
        if (waiting.isEmpty() && published.tryAcquire(POLL_MS, TimeUnit.MILLISECONDS)) {
            published.drainPermits();
        }
        Waiting next = waiting.peekFirst();
        if (next != null) {
            Stream.Last later = next.isOldPin() ? stream.last(next.event.subject()) : null;
            long told;
            // One that this node had heard of before it ended is none that came since.
            if (later != null && later.epochMs() > next.beforeMs && later.sequence() > placeAtStart) {
                LOG.log(Level.WARNING, "{0} was done again elsewhere while this node was away", next.event.subject());
                newestOwn.remove(next.event.subject(), next.event);
                told = later.sequence();
            } else {
                told = stream.publish(next.event.subject(), FleetEvents.write(next.event, sender));
            }
            // It is forgotten only when the server has it: told twice it does no harm.
            waiting.remove(next);
            unsent.forget(this::untold);
            next.told.complete(told);
        }
    }

    private void pause() {
        try {
            if (!closed) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
