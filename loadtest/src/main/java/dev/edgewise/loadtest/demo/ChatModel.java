package dev.edgewise.loadtest.demo;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.pull.PullListener;
import dev.edgewise.inference.store.pull.PullSettings;
import dev.edgewise.inference.store.pull.Puller;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What became of the search for the light chat model. */
sealed interface ChatModel {
    /** Of a pull; what came is kept, and the next demo goes on from there. */
    Duration PULL_TIME_MAX = Duration.ofSeconds(60);

    /** Of the models that a demo may keep. */
    long STORE_BYTES_MAX = 2L << 30;

    /**
     * It is here.
     *
     * @param name what it is called; its folder may be called by a hash
     */
    record Here(Path folder, String name) implements ChatModel {}

    /** It is not; one sentence without its end says why and what to do. */
    record Missing(String sentence) implements ChatModel {}

    /** Brings it; blocks for no longer than {@code timeMax} and a moment. */
    static ChatModel bring(ChatSource source, Duration timeMax) throws InterruptedException {
        return switch (source) {
            case ChatSource.Folder folder ->
                new Here(folder.model(), String.valueOf(folder.model().getFileName()));
            case ChatSource.None none -> new Missing(none.sentence());
            case ChatSource.Hub hub -> pulled(hub, timeMax);
        };
    }

    private static ChatModel pulled(ChatSource.Hub hub, Duration timeMax) throws InterruptedException {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Here> pull = thread.submit(() -> pull(hub));
            try {
                return pull.get(timeMax.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                pull.cancel(true);
                return new Missing("it did not come from " + hub.endpoint() + " within " + timeMax.toSeconds()
                        + " s; the next demo goes on from there");
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                return new Missing(Objects.requireNonNullElse(cause.getMessage(), cause.toString()));
            } finally {
                thread.shutdownNow();
            }
        }
    }

    private static Here pull(ChatSource.Hub hub) throws IOException, InterruptedException {
        var store = new ModelStore(hub.store(), InstantSource.system());
        PullSettings base = PullSettings.of(hub.endpoint());
        var settings = new PullSettings(
                hub.endpoint(),
                Optional.empty(),
                List.of(),
                hub.repositories(),
                List.of(),
                Optional.empty(),
                Exports.DEFAULT,
                STORE_BYTES_MAX,
                2,
                base.pauseFirst(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
        var puller = new Puller(
                store,
                new DiskBudget(hub.store(), STORE_BYTES_MAX),
                settings,
                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.by(List.of())));
        IOException failure = new IOException("no repository is known");
        for (String repository : hub.repositories()) {
            var reference = new ModelReference.Hub(repository, Optional.empty(), Optional.empty());
            try {
                // One that was pulled before needs no network.
                var before = store.pulled(reference);
                StoredModel model = before.isPresent()
                        ? before.get()
                        : puller.pull(reference, Optional.empty(), PullListener.SILENT);
                return new Here(model.folder(), model.name());
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }
}
