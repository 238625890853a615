package dev.edgewise.inference.local;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Loaded models. However many callers ask for one at once, it is loaded once, on a thread of its own; a failed load is
 * tried again by the next caller. Any thread, nothing blocks but {@link #close()}.
 */
final class ModelShelf implements AutoCloseable {
    /** Makes a model ready. */
    interface Loader {
        LoadedModel load(ModelCard card) throws IOException;
    }

    private final Loader loader;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("edgewise-model-load").factory());
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<ModelId, CompletableFuture<LoadedModel>> models = new HashMap<>();
    private boolean closed;

    ModelShelf(Loader loader) {
        this.loader = loader;
    }

    /** The model, once it is loaded. Fails with an {@link EngineException} inside; empty once the shelf is closed. */
    Optional<CompletableFuture<LoadedModel>> model(ModelCard card) {
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            CompletableFuture<LoadedModel> known = models.get(card.id());
            if (known == null || known.isCompletedExceptionally()) {
                known = CompletableFuture.supplyAsync(() -> load(card), thread);
                models.put(card.id(), known);
            }
            return Optional.of(known);
        } finally {
            lock.unlock();
        }
    }

    /** Names of the models that are ready. */
    List<ModelId> ready() {
        lock.lock();
        try {
            return models.entrySet().stream()
                    .filter(entry ->
                            entry.getValue().isDone() && !entry.getValue().isCompletedExceptionally())
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Frees every model. The caller sees to it that none is running any more. */
    @Override
    public void close() {
        List<CompletableFuture<LoadedModel>> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(models.values());
            models.clear();
        } finally {
            lock.unlock();
        }
        // Waits for a load in progress, so that nothing native is left behind.
        thread.close();
        for (CompletableFuture<LoadedModel> model : all) {
            if (!model.isCompletedExceptionally()) {
                model.join().close();
            }
        }
    }

    private LoadedModel load(ModelCard card) {
        try {
            return loader.load(card);
        } catch (IOException e) {
            throw new CompletionException(new EngineException(
                    Fault.of(Fault.Kind.MODEL_UNAVAILABLE, card.id() + " cannot be loaded here: " + e.getMessage()),
                    e));
        }
    }
}
