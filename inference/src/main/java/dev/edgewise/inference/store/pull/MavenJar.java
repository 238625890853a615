package dev.edgewise.inference.store.pull;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoreFiles;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.inference.store.scan.FolderFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A model inside a jar of a Maven repository. Its entries go by their last names: {@code …tokenizer.json} becomes {@code
 * tokenizer.json}, and of several ONNX files one is taken as for a hub's repository.
 */
final class MavenJar {
    private static final int SUM_BYTES_MAX = 1024;
    private static final int ENTRIES_MAX = 10_000;

    private final WebClient web;
    private final Download download;
    private final ModelStore store;
    private final DiskBudget budget;
    private final PullSettings settings;
    private final Progress progress;

    MavenJar(
            WebClient web,
            Download download,
            ModelStore store,
            DiskBudget budget,
            PullSettings settings,
            Progress progress) {
        this.web = web;
        this.download = download;
        this.store = store;
        this.budget = budget;
        this.settings = settings;
        this.progress = progress;
    }

    Puller.Fetched fetch(ModelReference.Maven reference) throws IOException, InterruptedException {
        URI base = settings.maven()
                .orElseThrow(() -> new StoreRefusedException(
                        "this node has no Maven repository to pull from: set inference.hub.maven"));
        boolean folder = "file".equals(base.getScheme());
        Path jar = folder ? inFolder(base, reference) : overHttp(base, reference);
        try {
            return unpack(reference, jar);
        } finally {
            if (!folder) {
                Files.deleteIfExists(jar);
            }
        }
    }

    private Path inFolder(URI base, ModelReference.Maven reference) throws IOException {
        Path jar = Path.of(base).resolve(reference.path());
        if (!Files.isRegularFile(jar)) {
            throw new StoreRefusedException("the Maven repository has no " + reference.path());
        }
        for (String kind : List.of("sha256", "sha1")) {
            Path sum = jar.resolveSibling(jar.getFileName() + "." + kind);
            if (Files.isRegularFile(sum) && Files.size(sum) <= SUM_BYTES_MAX) {
                check(jar, kind, Files.readString(sum, StandardCharsets.US_ASCII), reference);
                return jar;
            }
        }
        throw new StoreRefusedException("the Maven repository has no checksum of " + reference.path());
    }

    private Path overHttp(URI base, ModelReference.Maven reference) throws IOException, InterruptedException {
        String text = base.toString();
        URI address = URI.create((text.endsWith("/") ? text : text + "/") + reference.path());
        for (String kind : List.of("sha256", "sha1")) {
            Optional<String> sum = sum(URI.create(address + "." + kind));
            if (sum.isPresent()) {
                Optional<String> sha256 = kind.equals("sha256") ? Checksums.sha256(first(sum.get())) : Optional.empty();
                StoredFile file = download.fetch(
                        new RemoteFile(reference.artifact() + ".jar", address, -1, sha256, Optional.empty()));
                Path jar = store.find(file.sha256(), file.bytes())
                        .orElseThrow(() -> new IOException("the jar vanished while it was pulled"));
                check(jar, kind, sum.get(), reference);
                return jar;
            }
        }
        throw new StoreRefusedException(
                address.getHost() + " has no checksum of " + reference.path() + ": check group, artifact and version");
    }

    private Optional<String> sum(URI address) throws IOException, InterruptedException {
        try (WebClient.Fetched fetched = web.get(address, 0, Optional.empty())) {
            if (fetched.status() == 404) {
                return Optional.empty();
            }
            Statuses.check(fetched, address.getPath(), address);
            try (Stall _ = new Stall(fetched.body(), settings.idleTimeMax())) {
                return Optional.of(new String(fetched.body().readNBytes(SUM_BYTES_MAX), StandardCharsets.US_ASCII));
            }
        }
    }

    private static void check(Path jar, String kind, String sum, ModelReference.Maven reference) throws IOException {
        String found = StoreFiles.hash(jar, StoreFiles.digest(kind.equals("sha1") ? "SHA-1" : "SHA-256"));
        if (!found.equalsIgnoreCase(first(sum))) {
            Files.deleteIfExists(jar.resolveSibling(found));
            throw new StoreRefusedException(
                    "the jar of " + reference + " is damaged: its " + kind + " is not the one the repository tells");
        }
    }

    /** A checksum file may name its file behind the sum. */
    private static String first(String text) {
        return text.strip().split("\\s+", 2)[0];
    }

    private Puller.Fetched unpack(ModelReference.Maven reference, Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<String> entries = zip.stream()
                    .limit(ENTRIES_MAX)
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .filter(FolderFiles::isPlain)
                    .toList();
            String onnx = settings.exports().choose(entries, reference.export());
            Map<String, String> taken = taken(entries, onnx);
            long bytes = 0;
            for (String entry : taken.values()) {
                bytes += Math.max(0, Objects.requireNonNull(zip.getEntry(entry)).getSize());
            }
            progress.listener().on(new PullEvent.Listed(taken.size(), bytes));
            progress.expect(bytes);
            budget.require(bytes);
            List<StoredFile> files = new ArrayList<>();
            for (Map.Entry<String, String> each : taken.entrySet()) {
                ZipEntry entry = Objects.requireNonNull(zip.getEntry(each.getValue()));
                progress.listener().on(new PullEvent.Began(each.getKey(), entry.getSize(), 0));
                try (InputStream from = zip.getInputStream(entry)) {
                    // A jar may lie about the size of what is packed in it.
                    files.add(Staging.copy(from, each.getKey(), Math.max(0, entry.getSize()), store, progress));
                }
            }
            return new Puller.Fetched(reference.version(), "model.onnx", files);
        }
    }

    /** Names in the model's folder, with the entries they come from. */
    private static Map<String, String> taken(List<String> entries, String onnx) {
        Map<String, String> taken = new LinkedHashMap<>();
        taken.put("model.onnx", onnx);
        String stem = last(onnx).replaceAll("\\.onnx$", "");
        for (String entry : new TreeSet<>(entries)) {
            String name = last(entry);
            for (String wanted : Wanted.FILES) {
                boolean own = name.equals(stem + "-" + wanted) || name.equals(stem + "_" + wanted);
                if (own || name.equals(wanted)) {
                    taken.merge(wanted, entry, (old, fresh) -> own ? fresh : old);
                }
            }
        }
        return taken;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
