package dev.edgewise.inference.store.upload;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoreFiles;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.Workplace;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.ModelFolder;
import dev.edgewise.inference.store.pull.CarriedCalibration;
import dev.edgewise.inference.store.pull.ModelParts;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.upload.UploadRefusedException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes model folders that come as tar archives into the store. A model is scanned as a pulled one is, and its name shows
 * it when all of it is durable: of an upload that breaks off nothing stays. Blocks; any thread but an event loop's.
 */
public final class Uploads {
    /** What stands before a name where others have the place they were pulled from. */
    public static final String ORIGIN = "upload:";

    private static final System.Logger LOG = System.getLogger(Uploads.class.getName());
    private static final int SUMS_BYTES_MAX = 1 << 20;
    private static final Pattern SUM = Pattern.compile("\\\\?([0-9a-fA-F]{64}) [ *](?:\\./)*(.+)");

    private final ModelStore store;
    private final DiskBudget budget;
    private final FolderReader reader;
    private final UploadLimits limits;

    /**
     * Uploads to a store.
     *
     * @param budget what the store may take
     * @param reader reads and scans what came
     */
    public Uploads(ModelStore store, DiskBudget budget, FolderReader reader, UploadLimits limits) {
        this.store = store;
        this.budget = budget;
        this.reader = reader;
        this.limits = limits;
    }

    /**
     * What came of an upload.
     *
     * @param model durable and ready to load
     * @param unchanged whether the name meant these very files before
     * @param ignored names of what came and the model does not need
     */
    public record Uploaded(StoredModel model, boolean unchanged, List<String> ignored) {
        /** Copies the list. */
        public Uploaded {
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * Whether a model may come under a name, before any of it does.
     *
     * @param bytes how much is announced; 0 where nobody says
     * @throws UploadRefusedException if it may not
     */
    public void check(String name, long bytes) throws IOException {
        if (!ModelStore.isName(name) || !ModelId.isValid(name)) {
            throw new UploadRefusedException(
                    Kind.NAME, "A model's name has small letters, digits and . _ - @; '" + name + "' is none.");
        }
        boolean builtIn = ModelCatalog.embedded().find(new ModelId(name)).isPresent();
        Optional<String> other =
                store.model(name).map(StoredModel::reference).filter(origin -> !origin.equals(ORIGIN + name));
        if (builtIn || other.isPresent()) {
            throw new UploadRefusedException(
                    Kind.NAME,
                    "The name " + name + " belongs to " + other.orElse("a model that is built in")
                            + ". Choose another one"
                            + (builtIn ? "." : ", or remove that with 'model rm " + name + "'."));
        }
        try {
            budget.require(bytes);
        } catch (StoreRefusedException full) {
            throw new UploadRefusedException(Kind.NO_ROOM, String.valueOf(full.getMessage()));
        }
    }

    /**
     * Takes a model in.
     *
     * @param tar an archive of its folder, not compressed; read to its end
     * @param sha256 what the archive must hash to, in hex; empty: not checked
     * @throws UploadRefusedException if it is refused
     * @throws IOException if it cannot be read or written
     */
    public Uploaded take(String name, InputStream tar, Optional<String> sha256) throws IOException {
        check(name, 0);
        try (Workplace work = Workplace.open(store)) {
            TarFolder archive = new TarFolder(work.files(), limits, budget);
            archive.read(tar, sha256);
            Path root = root(work.files());
            Map<String, String> sums = sums(work.files(), root, archive.sums());
            checkSums(root, sums);
            try {
                return publish(name, root, sums, archive.ignored());
            } catch (RefusedModelException e) {
                throw new UploadRefusedException(Kind.MODEL, "The model is refused: " + e.getMessage() + ".");
            } catch (StoreRefusedException e) {
                throw new UploadRefusedException(Kind.NAME, String.valueOf(e.getMessage()));
            }
        }
    }

    private Uploaded publish(String name, Path root, Map<String, String> sums, List<String> hidden) throws IOException {
        boolean head = Files.isRegularFile(root.resolve(HeadFile.NAME), LinkOption.NOFOLLOW_LINKS);
        Optional<ModelFolder> model = Optional.empty();
        if (head) {
            HeadFile.read(root);
        } else {
            model = Optional.of(reader.read(root, Optional.empty()));
        }
        String export = model.map(read -> read.source().model()).orElse(HeadFile.NAME);
        List<String> names = model.isPresent() ? ModelParts.of(model.get()) : List.of(HeadFile.NAME);
        List<StoredFile> files = new ArrayList<>();
        for (String each : names) {
            files.add(new StoredFile(each, Objects.requireNonNull(sums.get(each)), Files.size(root.resolve(each))));
        }
        Optional<String> before = store.model(name).map(StoredModel::snapshot);
        List<Path> waiting = new ArrayList<>();
        try {
            for (StoredFile file : files) {
                Path place = store.partial().resolve(file.sha256());
                waiting.add(place);
                Path from = root.resolve(file.name());
                if (Files.exists(from)) {
                    StoreFiles.publish(from, place);
                }
            }
            CarriedCalibration carried = reader.takesOwnFiles()
                    ? CarriedCalibration.of(store, name, export, files)
                    : new CarriedCalibration(files, false);
            StoredModel stored = store.publish(
                    name,
                    ORIGIN + name,
                    files.getFirst().sha256().substring(0, 12),
                    export,
                    carried.files(),
                    folder -> inspect(folder, export, head));
            if (carried.lost()) {
                LOG.log(System.Logger.Level.WARNING, CarriedCalibration.told(name));
            }
            List<String> ignored = new ArrayList<>(hidden);
            sums.keySet().stream()
                    .filter(each -> !names.contains(each) && !each.equals(TarFolder.SUMS))
                    .forEach(ignored::add);
            return new Uploaded(stored, before.equals(Optional.of(stored.snapshot())), ignored);
        } finally {
            // What the store had already, and what it refused.
            for (Path place : waiting) {
                Files.deleteIfExists(place);
            }
        }
    }

    private void inspect(Path folder, String export, boolean head) throws IOException {
        if (head) {
            HeadFile.read(folder);
        } else {
            reader.read(folder, Optional.of(export));
        }
    }

    /** The model's folder: the archive's own, or the only one in it, as 'tar -cf - FOLDER' has it. */
    private static Path root(Path files) throws IOException {
        try (Stream<Path> entries = Files.list(files)) {
            List<Path> all = entries.limit(2).toList();
            return all.size() == 1
                            && Files.isDirectory(all.getFirst(), LinkOption.NOFOLLOW_LINKS)
                            && !all.getFirst().endsWith("onnx")
                    ? all.getFirst()
                    : files;
        }
    }

    private static Map<String, String> sums(Path files, Path root, Map<String, String> all) {
        String prefix = root.equals(files) ? "" : root.getFileName() + "/";
        Map<String, String> own = new TreeMap<>();
        all.forEach((file, sum) -> own.put(file.substring(prefix.length()), sum));
        return own;
    }

    /** Compares with the hashes that came along, if any did. */
    private static void checkSums(Path root, Map<String, String> found) throws IOException {
        Path list = root.resolve(TarFolder.SUMS);
        if (!found.containsKey(TarFolder.SUMS)) {
            return;
        }
        if (Files.size(list) > SUMS_BYTES_MAX) {
            throw new UploadRefusedException(
                    Kind.TOO_LARGE, TarFolder.SUMS + " has more than " + DiskBudget.show(SUMS_BYTES_MAX) + ".");
        }
        for (String line : new String(Files.readAllBytes(list), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            Matcher sum = SUM.matcher(line);
            if (!sum.matches()) {
                throw new UploadRefusedException(
                        Kind.DIGEST, TarFolder.SUMS + " has a line that 'sha256sum' does not write.");
            }
            if (sum.group(2).startsWith(".") || sum.group(2).contains("/.")) {
                continue;
            }
            String came = found.get(sum.group(2));
            if (came == null || !came.equalsIgnoreCase(sum.group(1))) {
                throw new UploadRefusedException(
                        Kind.DIGEST,
                        "The file " + sum.group(2)
                                + (came == null
                                        ? " of " + TarFolder.SUMS + " did not come"
                                        : " is not the one that " + TarFolder.SUMS + " names")
                                + ": it was damaged on its way, or changed. Send it again.");
            }
        }
        // It is about the way, not part of the model.
        Files.delete(list);
    }
}
