package dev.edgewise.inference.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in a store where room is made in it. */
class MadeRoomTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path root;

    private ModelStore at(Duration sinceNow) {
        return new ModelStore(root, InstantSource.fixed(NOW.plus(sinceNow)));
    }

    private StoredFile staged(String name, String content) throws IOException {
        return at(Duration.ZERO).stage(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private static StoredModel publish(ModelStore store, String name, StoredFile... files) throws IOException {
        return store.publish(name, "hf:o/" + name, "abc", "onnx/model.onnx", List.of(files), folder -> {});
    }

    private List<StoredModel> versions(String name, int count) throws IOException {
        List<StoredModel> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            versions.add(publish(at(Duration.ofMinutes(i)), name, staged("config.json", name + i)));
        }
        return versions;
    }

    private static List<StoredModel> there(List<StoredModel> versions) {
        return versions.stream()
                .filter(version -> Files.exists(version.folder()))
                .toList();
    }

    @Test
    void room_is_not_made_of_versions_with_files_that_whoever_asks_counts_on() throws IOException {
        StoredModel old =
                publish(at(Duration.ZERO), "m", staged("onnx/model.onnx", "weights"), staged("config.json", "0"));
        versions("m", 2);
        List<StoredModel> other = versions("other", 3);
        StoredFile orphan = staged("config.json", "orphan");
        Files.move(
                at(Duration.ZERO).partial().resolve(orphan.sha256()),
                root.resolve("blobs").resolve(orphan.sha256()));
        StoredFile weights = staged("onnx/model.onnx", "weights");
        Set<String> counted = Set.of(weights.sha256(), orphan.sha256());

        assertThat(at(Duration.ofHours(1)).makeRoom(7, counted))
                .as("there are 6 bytes to spare")
                .isZero();
        assertThat(at(Duration.ofHours(1)).makeRoom(6, counted)).isEqualTo(6);
        assertThat(there(other)).isEqualTo(other.subList(1, 3));
        assertThat(old.folder().resolve("onnx/model.onnx")).hasContent("weights");
        assertThat(at(Duration.ZERO).find(orphan.sha256(), orphan.bytes())).isPresent();
    }

    @Test
    void nothing_is_freed_for_what_can_never_fit() throws IOException {
        List<StoredModel> all = versions("m", 3);
        DiskBudget budget = new DiskBudget(root, 1_000_000, at(Duration.ofHours(1))::makeRoom);

        assertThatThrownBy(() -> budget.require(1_000_001)).isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() -> budget.require(999_999)).isInstanceOf(StoreRefusedException.class);
        assertThat(there(all)).isEqualTo(all);
        DiskBudget small = new DiskBudget(root, 10, (bytes, counted) -> {
            throw new AssertionError("nothing is to be freed");
        });
        assertThatThrownBy(() -> small.require(11)).isInstanceOf(StoreRefusedException.class);
    }

    @Test
    void a_version_that_a_running_node_has_stays_where_the_store_is_reached_by_a_link() throws IOException {
        Path link = Files.createSymbolicLink(root.resolveSibling("link-to-" + root.getFileName()), root);
        try {
            ModelStore linked = new ModelStore(link, InstantSource.fixed(NOW));
            StoredModel loaded = publish(linked, "m", staged("config.json", "loaded"));
            try (InUse node = linked.inUse()) {
                node.set(List.of(loaded.folder().toRealPath()));
                versions("m", 5);
                at(Duration.ofDays(3)).sweep();

                assertThat(loaded.folder().resolve("config.json")).hasContent("loaded");
            }
        } finally {
            Files.delete(link);
        }
    }
}
