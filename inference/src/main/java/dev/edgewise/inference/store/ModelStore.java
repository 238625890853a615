package dev.edgewise.inference.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.store.scan.FolderFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Models on disk. Each file lies once, under the hash of its content, however many models share it; a model is a
 * snapshot, a folder of further names for such files; a name means a snapshot.
 *
 * <pre>
 * blobs/SHA256             the files
 * partial/…                downloads that are not complete, and complete ones that no model has yet
 * snapshots/ID/…           a model's files under their own names: links to the blobs
 * snapshots/ID.json        their hashes
 * refs/NAME.json           what a name means
 * in-use/…                 what running nodes have
 * </pre>
 *
 * <p>Every step leaves a sound store if the process dies after it: content is forced to disk before a name shows it, the
 * name of a model comes last, and what no name reaches is removed with the next change and by {@link #sweep()}. Any
 * thread, several processes.
 */
public final class ModelStore {
    private static final System.Logger LOG = System.getLogger(ModelStore.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,199}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> BUILT_IN = ModelCatalog.embedded().cards().stream()
            .map(card -> card.id().value())
            .collect(Collectors.toUnmodifiableSet());
    /** After so long nodes are taken to have read the version that a name means. */
    private static final Duration SETTLED_AFTER = Duration.ofHours(24);
    /** Before the name of a snapshot that is still being made. */
    private static final String FRESH = "new-";

    private final Path root;
    private final InstantSource clock;
    private final Steps steps;
    private final Unreached unreached;

    /**
     * The store in a folder.
     *
     * @param root made when first written to
     * @param clock tells when a model was pulled
     */
    public ModelStore(Path root, InstantSource clock) {
        this(root, clock, step -> {});
    }

    ModelStore(Path root, InstantSource clock, Steps steps) {
        this.root = root.toAbsolutePath().normalize();
        this.clock = clock;
        this.steps = steps;
        this.unreached = new Unreached(this, this.root, clock, steps);
    }

    /** Told of each durable step before it is taken; a test lets the process die there. */
    @FunctionalInterface
    interface Steps {
        void before(String step) throws IOException;
    }

    /** Looks at a model's folder before its name is published. */
    @FunctionalInterface
    public interface Inspection {
        /** @throws IOException to refuse the model; nothing of it stays */
        void inspect(Path folder) throws IOException;
    }

    /** Whether a model may have that name: small letters, digits and {@code . _ - @}. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Where downloads are put; made when needed. */
    public Path partial() throws IOException {
        return Files.createDirectories(root.resolve("partial"));
    }

    /** The file of that content, complete: in the store or still waiting for its model; empty if there is none. */
    public Optional<Path> find(String sha256, long bytes) throws IOException {
        for (String place : List.of("blobs", "partial")) {
            Path file = root.resolve(place).resolve(sha256);
            if (Files.isRegularFile(file) && Files.size(file) == bytes) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** The complete files of that many bytes, in the store or still waiting for their model; named by their hashes. */
    public List<Path> ofSize(long bytes) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String place : List.of("blobs", "partial")) {
            for (String name : StoreFiles.names(root.resolve(place))) {
                Path file = root.resolve(place).resolve(name);
                if (HASH.matcher(name).matches() && Files.isRegularFile(file) && Files.size(file) == bytes) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /** Bytes of an incomplete download of that content, in bytes; 0 if there is none. */
    public long partialBytes(String sha256) throws IOException {
        Path part = root.resolve("partial").resolve(sha256 + ".part");
        return Files.isRegularFile(part) ? Files.size(part) : 0;
    }

    /** Puts the content of a small file where {@link #publish} finds it. */
    public StoredFile stage(String name, byte[] content) throws IOException {
        String hash = HexFormat.of().formatHex(StoreFiles.digest("SHA-256").digest(content));
        StoreFiles.write(partial().resolve(hash), content);
        return new StoredFile(name, hash, content.length);
    }

    /** All models, by name. What cannot be read is left out. */
    public List<StoredModel> list() throws IOException {
        List<StoredModel> models = new ArrayList<>();
        for (String name : StoreFiles.names(root.resolve("refs"))) {
            if (name.endsWith(".json")) {
                model(name.substring(0, name.length() - ".json".length())).ifPresent(models::add);
            }
        }
        models.sort(Comparator.comparing(StoredModel::name));
        return models;
    }

    /** The model of that name; empty if there is none, or its files are not what they were. */
    public Optional<StoredModel> model(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            JsonNode ref = JSON.readTree(Files.readAllBytes(root.resolve("refs").resolve(name + ".json")));
            String snapshot = ref.path("snapshot").asText();
            List<StoredFile> files = files(snapshot);
            Path folder = root.resolve("snapshots").resolve(snapshot);
            return Files.isDirectory(folder)
                    ? Optional.of(new StoredModel(
                            name,
                            ref.path("reference").asText(),
                            ref.path("revision").asText(),
                            ref.path("export").asText(),
                            snapshot,
                            Optional.ofNullable(ref.path("previous").textValue()),
                            outdated(ref.path("outdated")),
                            Instant.parse(ref.path("pulled_at").asText()),
                            folder,
                            files))
                    : Optional.empty();
        } catch (NoSuchFileException | JsonProcessingException | DateTimeParseException missingOrDamaged) {
            return Optional.empty();
        }
    }

    private static Optional<StoredModel.Outdated> outdated(JsonNode node) {
        return node.isObject()
                ? Optional.of(new StoredModel.Outdated(
                        node.path("snapshot").asText(),
                        Instant.parse(node.path("kept_until").asText())))
                : Optional.empty();
    }

    /** The model that a reference was pulled as, by several names the one that was pulled last; empty if it was not. */
    public Optional<StoredModel> pulled(ModelReference reference) throws IOException {
        return list().stream()
                .filter(model -> model.reference().equals(reference.toString()))
                .max(Comparator.comparing(StoredModel::pulledAt));
    }

    /**
     * The name that a pull of a reference gives where nobody chooses one: never one that means another model, so that two
     * exports of one place live side by side, and repositories of one name and two owners. A store in which an export has
     * its place's name keeps it so.
     */
    public String nameFor(ModelReference reference) throws IOException {
        Optional<String> place = model(reference.placeName()).map(StoredModel::reference);
        if (place.isPresent() && place.get().equals(reference.toString())) {
            return reference.placeName();
        }
        Holder holder = holder(reference.name(), reference.toString());
        if (holder == Holder.OTHER && !reference.ownersName().equals(reference.name())) {
            String owners = reference.ownersName();
            return holder(owners, reference.toString()) == Holder.FREE ? owners : distinct(owners, reference);
        }
        return holder == Holder.SIBLING ? distinct(reference.name(), reference) : reference.name();
    }

    private static String distinct(String name, ModelReference reference) {
        return name + "-" + StoreFiles.shortHash(reference.toString());
    }

    /** Whom a name belongs to: nobody or the model that asks, another export of its place, or another model. */
    private enum Holder {
        FREE,
        SIBLING,
        OTHER
    }

    private Holder holder(String name, String reference) throws IOException {
        Optional<String> owner = model(name).map(StoredModel::reference);
        if (owner.isEmpty()) {
            return BUILT_IN.contains(name) ? Holder.OTHER : Holder.FREE;
        }
        return owner.get().equals(reference)
                ? Holder.FREE
                : sameOrigin(owner.get(), reference) ? Holder.SIBLING : Holder.OTHER;
    }

    /**
     * Whether a model of that reference may have that name, asked before anything is fetched.
     *
     * @throws StoreRefusedException if it is no name, or means another place's model; the message says what to do
     */
    public void requireName(String name, String reference) throws IOException {
        if (!isName(name)) {
            throw new StoreRefusedException("a model's name has small letters, digits and . _ - @; not '" + name + "'");
        }
        Optional<StoredModel> before = model(name);
        if (before.isPresent() && !sameOrigin(before.get().reference(), reference)) {
            throw new StoreRefusedException("the name " + name + " belongs to "
                    + before.get().reference()
                    + ": give this model another one with --as NAME, or remove that with 'model rm " + name + "'");
        }
        if (before.isEmpty() && BUILT_IN.contains(name)) {
            throw new StoreRefusedException(
                    "the name " + name + " means a model that is built in: give this one another with --as NAME");
        }
    }

    /**
     * Makes a model of files that are complete in {@link #partial()} or in the store. On return it is durable.
     *
     * @param name a name that means another reference's model already is refused
     * @param files the model's files; each must be there under its hash
     * @param inspection looks at the folder before anyone can load it
     * @throws MissingFileException if a file is not there any more: fetch it again
     */
    public StoredModel publish(
            String name,
            String reference,
            String revision,
            String export,
            List<StoredFile> files,
            Inspection inspection)
            throws IOException {
        requireName(name, reference);
        Files.createDirectories(root);
        try (StoreLock _ = StoreLock.take(root.resolve("lock"))) {
            requireName(name, reference);
            Optional<StoredModel> before = model(name);
            for (String folder : List.of("blobs", "snapshots", "refs")) {
                Files.createDirectories(root.resolve(folder));
            }
            keep(files);
            String snapshot = snapshot(files, export, inspection);
            steps.before("name");
            ref(name, reference, revision, export, snapshot, before);
            StoredModel model = model(name)
                    .orElseThrow(() -> new IOException("the model " + name + " vanished while it was published"));
            if (before.isPresent()) {
                collectAfterwards();
            }
            return model;
        }
    }

    /** The export that a reference names may change under one name; the place may not. */
    private static boolean sameOrigin(String one, String other) {
        return one.replaceAll("#.*", "").equals(other.replaceAll("#.*", ""));
    }

    /**
     * Forgets a model and frees what no other shares.
     *
     * @return bytes freed; empty if there was no such model
     */
    public Optional<Long> remove(String name) throws IOException {
        if (model(name).isEmpty()
                && !(NAME.matcher(name).matches()
                        && Files.exists(root.resolve("refs").resolve(name + ".json")))) {
            return Optional.empty();
        }
        try (StoreLock _ = StoreLock.take(root.resolve("lock"))) {
            Set<String> of = model(name).map(StoredModel::snapshots).orElse(Set.of());
            steps.before("forget");
            Files.deleteIfExists(root.resolve("refs").resolve(name + ".json"));
            return Optional.of(unreached.free(of));
        }
    }

    /** Frees what no name reaches, as after a crash. Gives the bytes freed. */
    public long collect() throws IOException {
        if (!Files.isDirectory(root)) {
            return 0;
        }
        try (StoreLock _ = StoreLock.take(root.resolve("lock"))) {
            return unreached.free();
        }
    }

    /**
     * Whether a process died over a piece of work, something in the store waits for its model, or no name reaches it.
     * Takes no lock.
     */
    public boolean hasLeftovers() throws IOException {
        return !StoreFiles.names(root.resolve("partial")).isEmpty()
                || StoreFiles.names(root.resolve("snapshots")).stream().anyMatch(name -> name.startsWith(FRESH))
                || unreached.some();
    }

    /**
     * Frees what dead processes left: their workplaces, folders that no name ever showed, and, where every name can be
     * read, files that none reaches. Downloads that can be resumed stay. Gives the bytes of files freed.
     */
    public long sweep() throws IOException {
        if (!Files.isDirectory(root)) {
            return 0;
        }
        try (StoreLock _ = StoreLock.take(root.resolve("lock"))) {
            return unreached.free();
        }
    }

    /**
     * Makes room: frees what no name means, and then the outdated versions of names, oldest first, until so much is freed.
     * What a running node has is left alone.
     *
     * @param bytes how much is lacking
     * @param counted sha256s of files that stay, in hex
     * @return bytes freed, perhaps fewer
     */
    public long makeRoom(long bytes, Set<String> counted) throws IOException {
        if (!Files.isDirectory(root)) {
            return 0;
        }
        try (StoreLock _ = StoreLock.take(root.resolve("lock"))) {
            return unreached.makeRoom(bytes, counted);
        }
    }

    /** Says which snapshots this process has in use from now on; closed with the process at the latest. */
    public InUse inUse() {
        return new InUse(root);
    }

    private void collectAfterwards() {
        try {
            unreached.free();
        } catch (IOException freedLater) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what no model needs any more stays in the store until the next change: {0}",
                    freedLater.toString());
        }
    }

    private void keep(List<StoredFile> files) throws IOException {
        for (StoredFile file : files) {
            Path blob = root.resolve("blobs").resolve(file.sha256());
            if (Files.isRegularFile(blob) && Files.size(blob) == file.bytes()) {
                continue;
            }
            Path waiting = root.resolve("partial").resolve(file.sha256());
            if (!Files.isRegularFile(waiting)) {
                throw new MissingFileException(file);
            }
            steps.before("keep a file");
            StoreFiles.publish(waiting, blob);
        }
    }

    /** Makes the folder of a snapshot, unless it is there. */
    private String snapshot(List<StoredFile> files, String export, Inspection inspection) throws IOException {
        StringBuilder all = new StringBuilder(export);
        ObjectNode sums = JSON.createObjectNode();
        for (StoredFile file :
                files.stream().sorted(Comparator.comparing(StoredFile::name)).toList()) {
            all.append('\n').append(file.name()).append('\n').append(file.sha256());
            sums.putObject(file.name()).put("sha256", file.sha256()).put("bytes", file.bytes());
        }
        String id = HexFormat.of()
                .formatHex(StoreFiles.digest("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8)));
        Path folder = root.resolve("snapshots").resolve(id);
        Path fresh = root.resolve("snapshots").resolve(FRESH + UUID.randomUUID());
        try {
            steps.before("make a folder");
            Files.createDirectories(fresh);
            for (StoredFile file : files) {
                if (!FolderFiles.isPlain(file.name())) {
                    throw new StoreRefusedException(
                            "a file of the model is called '" + file.name() + "', which is no plain name");
                }
                StoreFiles.link(root.resolve("blobs").resolve(file.sha256()), fresh.resolve(file.name()));
            }
            inspect(fresh, inspection);
            steps.before("write hashes");
            StoreFiles.write(root.resolve("snapshots").resolve(id + ".json"), JSON.writeValueAsBytes(sums));
            if (!Files.isDirectory(folder)) {
                steps.before("show the folder");
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
                StoreFiles.forceFolder(folder);
            }
        } finally {
            StoreFiles.remove(fresh);
        }
        return id;
    }

    /** Has a folder looked at; where it is refused, what no other model shares goes at once. */
    private void inspect(Path fresh, Inspection inspection) throws IOException {
        try {
            inspection.inspect(fresh);
        } catch (IOException | RuntimeException refused) {
            collectAfterwards();
            throw refused;
        }
    }

    /** @param before what the name means so far */
    private void ref(
            String name,
            String reference,
            String revision,
            String export,
            String snapshot,
            Optional<StoredModel> before)
            throws IOException {
        boolean same = before.isPresent() && before.get().snapshot().equals(snapshot);
        Optional<String> previous = same ? before.flatMap(StoredModel::previous) : before.map(StoredModel::snapshot);
        Optional<StoredModel.Outdated> outdated = same
                ? before.flatMap(StoredModel::outdated)
                : before.flatMap(StoredModel::previous)
                        .map(old -> new StoredModel.Outdated(
                                old, before.get().pulledAt().plus(SETTLED_AFTER)));
        ObjectNode ref = JSON.createObjectNode()
                .put("reference", reference)
                .put("revision", revision)
                .put("export", export)
                .put("snapshot", snapshot)
                .put("pulled_at", clock.instant().toString());
        previous.ifPresent(old -> ref.put("previous", old));
        outdated.ifPresent(old -> ref.putObject("outdated")
                .put("snapshot", old.snapshot())
                .put("kept_until", old.keptUntil().toString()));
        StoreFiles.write(root.resolve("refs").resolve(name + ".json"), JSON.writeValueAsBytes(ref));
    }

    /** The files of a snapshot; none if it is not there. */
    List<StoredFile> files(String snapshot) throws IOException {
        Path list = root.resolve("snapshots").resolve(snapshot + ".json");
        if (!HASH.matcher(snapshot).matches() || !Files.isRegularFile(list)) {
            return List.of();
        }
        List<StoredFile> files = new ArrayList<>();
        for (var entry : JSON.readTree(Files.readAllBytes(list)).properties()) {
            files.add(new StoredFile(
                    entry.getKey(),
                    entry.getValue().path("sha256").asText(),
                    entry.getValue().path("bytes").asLong()));
        }
        return files;
    }
}
