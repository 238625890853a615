package dev.edgewise.inference.store.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.scan.FolderFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A hub's list of a repository's files. */
final class Hub {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LISTING_BYTES_MAX = 16 << 20;
    private static final int FILES_MAX = 10_000;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{7,64}");

    private final WebClient web;
    private final PullSettings settings;
    private final PullListener listener;
    private final Download.Pause pause;

    Hub(WebClient web, PullSettings settings, PullListener listener, Download.Pause pause) {
        this.web = web;
        this.settings = settings;
        this.listener = listener;
        this.pause = pause;
    }

    /**
     * The files of a repository, from the hub or the first mirror that answers. Where none does and the first is only busy,
     * they are asked again, a few times.
     */
    Repository list(ModelReference.Hub reference) throws IOException, InterruptedException {
        if (!settings.allows(reference.repository())) {
            throw new StoreRefusedException("this node may not pull " + reference.repository()
                    + ": inference.hub.allow lists " + settings.allow());
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return once(reference);
            } catch (Busy busy) {
                if (attempt >= settings.triesMax()) {
                    throw noHub(busy);
                }
                Duration wait = Patience.before(busy, attempt, settings.pauseFirst());
                listener.on(new PullEvent.Retried(reference.toString(), attempt + 1, reason(busy), wait));
                pause.of(wait);
            }
        }
    }

    private Repository once(ModelReference.Hub reference) throws IOException, InterruptedException {
        IOException first = null;
        for (URI base : Stream.concat(Stream.of(settings.endpoint()), settings.mirrors().stream())
                .toList()) {
            try {
                return list(base, reference);
            } catch (Refused e) {
                throw e;
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        throw first instanceof Busy busy ? busy : noHub(first);
    }

    private IOException noHub(@Nullable IOException first) {
        return new IOException("no hub answers at " + settings.endpoint() + ": " + reason(first), first);
    }

    /** Why a connection failed; the JDK's client leaves a refused one without a text. */
    private static String reason(@Nullable IOException failure) {
        if (failure == null) {
            return "it is not known why";
        }
        String said = failure.getMessage();
        if (said != null) {
            return said;
        }
        return failure instanceof ConnectException
                ? "the connection was refused or the name is unknown"
                : failure.getClass().getSimpleName();
    }

    private Repository list(URI base, ModelReference.Hub reference) throws IOException, InterruptedException {
        String revision = reference.revision().orElse("main");
        URI address = at(
                base,
                "api/models/" + reference.repository()
                        + (reference.revision().isPresent() ? "/revision/" + encode(revision) : "") + "?blobs=true");
        JsonNode listing;
        try (WebClient.Fetched fetched = web.get(address, 0, Optional.empty())) {
            Statuses.check(fetched, reference.toString(), address);
            try (Stall _ = new Stall(fetched.body(), settings.idleTimeMax())) {
                byte[] bytes = fetched.body().readNBytes(LISTING_BYTES_MAX + 1);
                if (bytes.length > LISTING_BYTES_MAX) {
                    throw new Refused(
                            "the list of files of " + reference + " has more than " + LISTING_BYTES_MAX + " bytes");
                }
                listing = JSON.readTree(bytes);
            }
        } catch (JsonProcessingException e) {
            throw new Refused(address.getHost() + " is no model hub: its list of files is no JSON");
        }
        String commit = listing.path("sha").asText("");
        String pinned = COMMIT.matcher(commit).matches() ? commit : revision;
        List<RemoteFile> files = new ArrayList<>();
        for (JsonNode sibling : listing.path("siblings")) {
            String name = sibling.path("rfilename").asText("");
            // Names of other files need not be plain, and are of no use to us.
            if (FolderFiles.isPlain(name) && files.size() < FILES_MAX) {
                files.add(file(base, reference.repository(), pinned, name, sibling));
            }
        }
        if (files.isEmpty()) {
            throw new Refused(address.getHost() + " lists no files of " + reference);
        }
        return new Repository(pinned, files);
    }

    private static RemoteFile file(URI base, String repository, String revision, String name, JsonNode sibling) {
        JsonNode lfs = sibling.path("lfs");
        String oid = lfs.path("sha256").asText(lfs.path("oid").asText(""));
        Optional<String> sha256 = Checksums.sha256(oid.startsWith("sha256:") ? oid.substring(7) : oid);
        long bytes = lfs.path("size").asLong(sibling.path("size").asLong(-1));
        return new RemoteFile(
                name,
                at(base, repository + "/resolve/" + encode(revision) + "/" + path(name)),
                bytes,
                bytes < 0 ? Optional.empty() : sha256,
                sha256.isPresent()
                        ? Optional.empty()
                        : Checksums.sha1(sibling.path("blobId").asText("")));
    }

    private static URI at(URI base, String path) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text : text + "/") + path);
    }

    private static String path(String name) {
        return Stream.of(name.split("/"))
                .map(Hub::encode)
                .reduce((a, b) -> a + "/" + b)
                .orElse("");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
