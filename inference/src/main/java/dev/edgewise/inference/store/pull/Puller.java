package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.MissingFileException;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Manifest;
import dev.edgewise.inference.store.scan.ModelScan;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Brings models into the store. What a killed pull left is used by the next one. A model is scanned before anyone can
 * load it. Blocks; any thread but an event loop's, and several at once.
 */
public final class Puller {
    /** A manifest is a few kilobytes, with hashes of many files some hundred. */
    private static final long MANIFEST_BYTES_MAX = 8_000_000;

    private final ModelStore store;
    private final DiskBudget budget;
    private final PullSettings settings;
    private final FolderReader reader;
    private final WebClient.Resolver resolver;
    private final Download.Pause pause;
    private final LongSupplier nanoTime;

    /**
     * A puller.
     *
     * @param store where models go
     * @param budget what the store may take
     * @param settings where models may come from
     * @param reader reads and scans what was fetched
     */
    public Puller(ModelStore store, DiskBudget budget, PullSettings settings, FolderReader reader) {
        this(store, budget, settings, reader, InetAddress::getAllByName, Thread::sleep, System::nanoTime);
    }

    Puller(
            ModelStore store,
            DiskBudget budget,
            PullSettings settings,
            FolderReader reader,
            WebClient.Resolver resolver,
            Download.Pause pause,
            LongSupplier nanoTime) {
        this.store = store;
        this.budget = budget;
        this.settings = settings;
        this.reader = reader;
        this.resolver = resolver;
        this.pause = pause;
        this.nanoTime = nanoTime;
    }

    /**
     * Pulls a model.
     *
     * @param as its name in the store; empty for {@link ModelStore#nameFor}
     * @param listener hears how it goes
     * @return the model, durable and ready to load
     * @throws IOException if it cannot be had, or is refused; the message is one sentence that says why
     * @throws InterruptedException if the thread is interrupted; what came is kept for the next pull
     */
    public StoredModel pull(ModelReference reference, Optional<String> as, PullListener listener)
            throws IOException, InterruptedException {
        try {
            return once(reference, as, listener);
        } catch (MissingFileException removedMeanwhile) {
            return once(reference, as, listener);
        }
    }

    private StoredModel once(ModelReference reference, Optional<String> as, PullListener listener)
            throws IOException, InterruptedException {
        store.requireName(as.isPresent() ? as.get() : store.nameFor(reference), reference.toString());
        Progress progress = new Progress(listener, nanoTime);
        Fetched fetched = switch (reference) {
            case ModelReference.Hub hub -> hub(hub, progress);
            case ModelReference.Folder folder -> new FolderCopy(store, budget, reader, progress).copy(folder);
            case ModelReference.Maven maven -> maven(maven, progress);
        };
        String name = as.isPresent() ? as.get() : store.nameFor(reference);
        CarriedCalibration carried = reader.takesOwnFiles()
                ? CarriedCalibration.of(store, name, fetched.export(), fetched.files())
                : new CarriedCalibration(fetched.files(), false);
        StoredModel model = store.publish(
                name,
                reference.toString(),
                fetched.revision(),
                fetched.export(),
                carried.files(),
                folder -> reader.read(folder, Optional.of(fetched.export())));
        if (carried.lost()) {
            listener.on(new PullEvent.Uncalibrated(name));
        }
        return model;
    }

    /**
     * A model whose files are complete in the store's partial folder.
     *
     * @param revision what was fetched
     * @param export the ONNX file
     * @param files all files
     */
    record Fetched(String revision, String export, List<StoredFile> files) {}

    private Fetched maven(ModelReference.Maven maven, Progress progress) throws IOException, InterruptedException {
        try (WebClient web = new WebClient(settings, resolver)) {
            Download download = new Download(web, store, budget, settings, progress, pause);
            return new MavenJar(web, download, store, budget, settings, progress).fetch(maven);
        }
    }

    private Fetched hub(ModelReference.Hub reference, Progress progress) throws IOException, InterruptedException {
        try (WebClient web = new WebClient(settings, resolver)) {
            Repository repository = new Hub(web, settings, progress.listener(), pause).list(reference);
            Map<String, RemoteFile> there = new LinkedHashMap<>();
            repository.files().forEach(file -> there.put(file.name(), file));
            Download download = new Download(web, store, budget, settings, progress, pause);
            Map<String, StoredFile> fetched = new HashMap<>();
            String export = choose(there, reference, download, fetched);
            List<String> names = new ArrayList<>(Wanted.of(List.copyOf(there.keySet())));
            names.add(export);
            Set<String> weights = guess(there.keySet(), export);
            long bytes = bytes(there, names) + bytes(there, weights);
            progress.listener().on(new PullEvent.Listed(names.size() + weights.size(), bytes));
            progress.expect(bytes);
            Set<String> counted = hashes(there, names);
            counted.addAll(hashes(there, weights));
            budget.require(missing(there, names) + missing(there, weights), counted);
            download.countOn(counted);
            List<StoredFile> files = new ArrayList<>();
            for (String name : names) {
                StoredFile before = fetched.get(name);
                files.add(before != null ? before : download.fetch(Objects.requireNonNull(there.get(name))));
            }
            Set<String> needed = weights(files.getLast(), export);
            progress.expect(bytes(there, needed) - bytes(there, weights));
            for (String name : needed) {
                RemoteFile file = there.get(name);
                if (file == null) {
                    throw new StoreRefusedException(
                            export + " keeps its weights in " + name + ", which " + reference + " does not have");
                }
                files.add(download.fetch(file));
            }
            return new Fetched(repository.revision(), export, files);
        }
    }

    /**
     * The export to take; a repository's own manifest says which, where the user names none.
     *
     * @param done gets what was fetched for that
     */
    private String choose(
            Map<String, RemoteFile> there,
            ModelReference.Hub reference,
            Download download,
            Map<String, StoredFile> done)
            throws IOException, InterruptedException {
        for (String name : Manifest.NAMES) {
            RemoteFile file = there.get(name);
            if (file != null && reference.export().isEmpty()) {
                checkManifest(name, file.bytes());
                StoredFile fetched = download.fetch(file);
                done.put(name, fetched);
                // The listing need not say how large it is.
                checkManifest(name, fetched.bytes());
                Path blob = store.find(fetched.sha256(), fetched.bytes())
                        .orElseThrow(() -> new IOException("the file " + name + " vanished while it was pulled"));
                Manifest manifest = Manifest.parse(name, Files.readAllBytes(blob));
                return settings.exports().choose(there.keySet(), manifest.onnx(), manifest.precision());
            }
        }
        return settings.exports().choose(there.keySet(), reference.export());
    }

    private static void checkManifest(String name, long bytes) throws StoreRefusedException {
        if (bytes > MANIFEST_BYTES_MAX) {
            throw new StoreRefusedException(name + " has " + DiskBudget.show(bytes) + "; at most "
                    + DiskBudget.show(MANIFEST_BYTES_MAX) + " are read");
        }
    }

    /** The files an export's weights most likely are in, by their usual names. */
    private static Set<String> guess(Set<String> names, String export) {
        Set<String> found = new HashSet<>();
        for (String name : names) {
            if (name.startsWith(export + "_data") || name.startsWith(export + ".data")) {
                found.add(name);
            }
        }
        return found;
    }

    /** The files that the export itself says its weights are in. */
    private Set<String> weights(StoredFile onnx, String export) throws IOException {
        Path blob = store.find(onnx.sha256(), onnx.bytes())
                .orElseThrow(() -> new IOException("the file " + export + " vanished while the model was pulled"));
        String folder = export.substring(0, export.lastIndexOf('/') + 1);
        Set<String> names = new HashSet<>();
        Path parent = Objects.requireNonNull(blob.getParent());
        for (String file : ModelScan.externalFiles(parent, onnx.sha256(), ScanLimits.DEFAULT)) {
            names.add(folder + file);
        }
        return names;
    }

    private static long bytes(Map<String, RemoteFile> there, Iterable<String> names) {
        long bytes = 0;
        for (String name : names) {
            RemoteFile file = there.get(name);
            bytes += file == null ? 0 : Math.max(0, file.bytes());
        }
        return bytes;
    }

    private static Set<String> hashes(Map<String, RemoteFile> there, Iterable<String> names) {
        Set<String> hashes = new HashSet<>();
        for (String name : names) {
            RemoteFile file = there.get(name);
            if (file != null) {
                file.sha256().ifPresent(hashes::add);
            }
        }
        return hashes;
    }

    private long missing(Map<String, RemoteFile> there, Iterable<String> names) throws IOException {
        long bytes = 0;
        for (String name : names) {
            RemoteFile file = there.get(name);
            if (file == null || file.bytes() <= 0) {
                continue;
            }
            String hash = file.sha256().orElse("");
            if (hash.isEmpty() || store.find(hash, file.bytes()).isEmpty()) {
                bytes += file.bytes() - store.partialBytes(hash);
            }
        }
        return Math.max(0, bytes);
    }
}
