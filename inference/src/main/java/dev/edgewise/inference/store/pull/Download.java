package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoreFiles;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches one file to the store's folder of partial files, going on where an earlier try stopped, be it in another process.
 * What is there after a kill is hashed first; bytes of another version of the file are never mixed in.
 */
final class Download {
    private static final int BUFFER_BYTES = 1 << 16;
    /** However much comes with each: a connection that is cut again and again ends here. */
    private static final int CONNECTIONS_MAX = 1000;

    private final WebClient web;
    private final ModelStore store;
    private final DiskBudget budget;
    private final PullSettings settings;
    private final Progress progress;
    private final Pause pause;
    /** Hashes of what the model has of the store: no room is made of it. */
    private final Set<String> counted = new HashSet<>();

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    Download(
            WebClient web, ModelStore store, DiskBudget budget, PullSettings settings, Progress progress, Pause pause) {
        this.web = web;
        this.store = store;
        this.budget = budget;
        this.settings = settings;
        this.progress = progress;
        this.pause = pause;
    }

    /** Leaves the files of these sha256s, in hex, where room has to be made. */
    void countOn(Set<String> hashes) {
        counted.addAll(hashes);
    }

    /**
     * Fetches a file, unless the store has it.
     *
     * @return the file, complete and verified, under its hash
     */
    StoredFile fetch(RemoteFile file) throws IOException, InterruptedException {
        if (file.sha256().isPresent()
                && store.find(file.sha256().get(), file.bytes()).isPresent()) {
            progress.listener().on(new PullEvent.Began(file.name(), file.bytes(), file.bytes()));
            progress.have(file.bytes());
            counted.add(file.sha256().get());
            return new StoredFile(file.name(), file.sha256().get(), file.bytes());
        }
        Optional<String> known = byGitHash(file);
        if (known.isPresent()) {
            progress.listener().on(new PullEvent.Began(file.name(), file.bytes(), file.bytes()));
            progress.have(file.bytes());
            counted.add(known.get());
            return new StoredFile(file.name(), known.get(), file.bytes());
        }
        String key = file.sha256()
                .orElseGet(() -> HexFormat.of()
                        .formatHex(StoreFiles.digest("SHA-256")
                                .digest(file.address().toString().getBytes(StandardCharsets.UTF_8))));
        Path part = store.partial().resolve(key + ".part");
        try (FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            try {
                if (channel.tryLock() == null) {
                    throw busy(file);
                }
            } catch (OverlappingFileLockException e) {
                throw busy(file);
            }
            return new Fetching(file, part, channel).run();
        }
    }

    /** The hash of a small file, of which hubs tell only Git's, where its bytes are here: an earlier pull brought them. */
    private Optional<String> byGitHash(RemoteFile file) throws IOException {
        if (file.sha256().isPresent() || file.gitHash().isEmpty() || file.bytes() < 0) {
            return Optional.empty();
        }
        for (Path here : store.ofSize(file.bytes())) {
            if (hasGitHash(here, file.gitHash().get())) {
                return Optional.of(Objects.requireNonNull(here.getFileName()).toString());
            }
        }
        return Optional.empty();
    }

    /** A file that became some model's meanwhile has none: then it is fetched once more. */
    private static boolean hasGitHash(Path file, String hash) throws IOException {
        try {
            return Checksums.git(file).equals(hash);
        } catch (NoSuchFileException movedMeanwhile) {
            return false;
        }
    }

    private static StoreRefusedException busy(RemoteFile file) {
        return new StoreRefusedException("another pull fetches " + file.name() + " right now; wait for it to end");
    }

    /** One file's fetching. */
    private final class Fetching {
        private final RemoteFile file;
        private final Path part;
        private final Path tagFile;
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private MessageDigest digest = StoreFiles.digest("SHA-256");
        private long have;
        private long size;
        private Optional<String> expected;
        private Optional<String> gitHash;
        private boolean resumed;

        Fetching(RemoteFile file, Path part, FileChannel channel) {
            this.file = file;
            this.part = part;
            this.tagFile = part.resolveSibling(part.getFileName() + ".tag");
            this.channel = channel;
            this.size = file.bytes();
            this.expected = file.sha256();
            this.gitHash = file.gitHash();
        }

        StoredFile run() throws IOException, InterruptedException {
            readWhatIsThere();
            progress.listener().on(new PullEvent.Began(file.name(), size, have));
            progress.have(have);
            int fruitless = 0;
            for (int connection = 1; ; connection++) {
                long before = have;
                try {
                    if (size < 0 || have < size || size == 0) {
                        transfer();
                    }
                    Optional<StoredFile> complete = verified();
                    if (complete.isPresent()) {
                        return complete.get();
                    }
                } catch (Refused | StoreRefusedException e) {
                    throw e;
                } catch (IOException e) {
                    fruitless = have > before && !(e instanceof SlowHubException) ? 0 : fruitless + 1;
                    if (fruitless >= settings.triesMax() || connection >= CONNECTIONS_MAX) {
                        throw new IOException(
                                "fetching " + file.name() + " failed after " + connection + " tries: " + reason(e)
                                        + "; what came is kept, the next pull goes on from there",
                                e);
                    }
                    Duration wait = Patience.before(e, fruitless, settings.pauseFirst());
                    progress.listener().on(new PullEvent.Retried(file.name(), connection + 1, reason(e), wait));
                    pause.of(wait);
                }
            }
        }

        private void readWhatIsThere() throws IOException {
            have = channel.size();
            // Without a hash or an entity tag nobody can tell whether the rest would fit.
            if (have == 0 || (expected.isEmpty() && tag().isEmpty()) || (size >= 0 && have > size)) {
                startOver();
                return;
            }
            resumed = true;
            channel.position(0);
            for (buffer.clear(); channel.read(buffer) >= 0; buffer.clear()) {
                digest.update(buffer.flip());
            }
        }

        private void startOver() throws IOException {
            channel.truncate(0);
            channel.position(0);
            digest = StoreFiles.digest("SHA-256");
            have = 0;
            resumed = false;
            Files.deleteIfExists(tagFile);
        }

        private Optional<String> tag() throws IOException {
            return Files.isRegularFile(tagFile) && Files.size(tagFile) < 1024
                    ? Optional.of(Files.readString(tagFile, StandardCharsets.UTF_8))
                    : Optional.empty();
        }

        private void transfer() throws IOException, InterruptedException {
            try (WebClient.Fetched fetched = web.get(file.address(), have, tag())) {
                Statuses.check(fetched, file.name(), file.address());
                if (fetched.status() == 416) {
                    discard();
                    throw new IOException("the server has no bytes from " + have);
                }
                boolean goesOn = fetched.status() == 206
                        && fetched.header("content-range").orElse("").startsWith("bytes " + have + "-");
                if (have > 0 && !goesOn) {
                    discard();
                }
                if (fetched.status() == 206 && !goesOn) {
                    throw new IOException("the server sent another part than we asked for");
                }
                learn(fetched);
                budget.require(Math.max(0, size - have), counted);
                copy(fetched);
            }
        }

        private void discard() throws IOException {
            progress.lost(have);
            startOver();
        }

        /** What the answer's headers say about the file, where the listing did not. */
        private void learn(WebClient.Fetched fetched) throws IOException {
            if (size < 0) {
                size = fetched.header("x-linked-size")
                        .or(() -> fetched.headers().firstValue("content-length").filter(length -> have == 0))
                        .map(Download::number)
                        .orElse(-1L);
                progress.expect(Math.max(0, size));
            }
            if (size > settings.fileBytesMax()) {
                throw new StoreRefusedException(file.name() + " has " + DiskBudget.show(size) + "; at most "
                        + DiskBudget.show(settings.fileBytesMax()) + " are taken");
            }
            Optional<String> linked = fetched.header("x-linked-etag").or(() -> fetched.header("etag"));
            String plain = linked.map(Checksums::plainTag).orElse("");
            if (expected.isEmpty()) {
                expected = Checksums.sha256(plain);
            }
            if (gitHash.isEmpty() && expected.isEmpty()) {
                gitHash = Checksums.sha1(plain);
            }
            Optional<String> own = fetched.headers().firstValue("etag").filter(tag -> !tag.startsWith("W/"));
            if (own.isPresent()) {
                Files.writeString(tagFile, own.get(), StandardCharsets.UTF_8);
            }
        }

        private void copy(WebClient.Fetched fetched) throws IOException {
            long most = size >= 0 ? size : Math.min(settings.fileBytesMax(), budget.left());
            channel.position(have);
            try (Stall stall = new Stall(fetched.body(), settings.idleTimeMax())) {
                try {
                    copy(fetched, stall, most);
                } catch (IOException e) {
                    throw stall.hasCut() ? new SlowHubException(settings.idleTimeMax(), e) : e;
                }
            }
            if (size >= 0 && have < size) {
                throw new IOException("the connection ended after " + have + " of " + size + " bytes");
            }
        }

        private void copy(WebClient.Fetched fetched, Stall stall, long most) throws IOException {
            byte[] bytes = buffer.array();
            for (int read = fetched.body().read(bytes);
                    read >= 0;
                    read = fetched.body().read(bytes)) {
                stall.moved(read);
                if (have + read > most) {
                    discard();
                    throw new Refused(file.address().getHost() + " sends more of " + file.name() + " than the "
                            + DiskBudget.show(most) + " it may have");
                }
                for (ByteBuffer rest = ByteBuffer.wrap(bytes, 0, read); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                digest.update(bytes, 0, read);
                have += read;
                progress.fetched(read);
            }
        }

        /** The finished file; empty if what an earlier try left was damaged, and all of it must come again. */
        private Optional<StoredFile> verified() throws IOException {
            String sha256 = HexFormat.of().formatHex(digest.digest());
            channel.force(true);
            String found = expected.isPresent() ? sha256 : gitHash.isPresent() ? Checksums.git(part) : "";
            String announced = expected.or(() -> gitHash).orElse("");
            if (!found.equals(announced)) {
                boolean again = resumed;
                discard();
                if (again) {
                    return Optional.empty();
                }
                throw new Refused(file.address().getHost() + " announces " + file.name() + " with hash " + announced
                        + " and sends bytes with hash " + found + ": the file is damaged or not the one it should be");
            }
            Files.deleteIfExists(tagFile);
            StoreFiles.publish(part, store.partial().resolve(sha256));
            progress.tell();
            progress.listener().on(new PullEvent.Verified(file.name(), sha256));
            return Optional.of(new StoredFile(file.name(), sha256, have));
        }
    }

    private static long number(String text) {
        try {
            return Math.max(-1, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
