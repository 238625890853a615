package dev.edgewise.inference.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    Path root;

    private ModelStore store(ModelStore.Steps steps) {
        return new ModelStore(root, InstantSource.fixed(NOW), steps);
    }

    private ModelStore store() {
        return new ModelStore(root, InstantSource.fixed(NOW));
    }

    private StoredFile staged(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        String sha256 = HexFormat.of().formatHex(StoreFiles.digest("SHA-256").digest(bytes));
        if (store().find(sha256, bytes.length).isEmpty()) {
            Files.write(store().partial().resolve(sha256), bytes);
        }
        return new StoredFile(name, sha256, bytes.length);
    }

    private StoredModel publish(ModelStore store, String name, StoredFile... files) throws IOException {
        return store.publish(name, "hf:o/" + name, "abc", "onnx/model.onnx", List.of(files), folder -> {});
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("blobs"))) {
            return files.count();
        }
    }

    @Test
    void a_published_model_is_found_with_its_files_in_place() throws IOException {
        StoredModel model = publish(store(), "m", staged("onnx/model.onnx", "weights"), staged("config.json", "{}"));

        assertThat(store().model("m")).contains(model);
        assertThat(model.folder().resolve("onnx/model.onnx")).hasContent("weights");
        assertThat(model.bytes()).isEqualTo(9);
        assertThat(model.pulledAt()).isEqualTo(NOW);
        assertThat(root.resolve("partial")).isEmptyDirectory();
    }

    @Test
    void what_dead_processes_left_is_swept_and_what_a_name_or_a_resumed_pull_needs_stays() throws IOException {
        StoredModel model = publish(store(), "m", staged("config.json", "{}"));
        assertThat(store().hasLeftovers()).isFalse();
        Path work = Files.createDirectories(root.resolve("partial/work-123/files"));
        Files.writeString(work.resolve("model.onnx"), "half");
        Path half = Files.createDirectories(root.resolve("snapshots/new-123"));
        Path resumable = Files.writeString(root.resolve("partial/" + "a".repeat(64) + ".part"), "resumable");
        Path orphan = Files.writeString(root.resolve("blobs/" + "b".repeat(64)), "orphan");
        assertThat(store().hasLeftovers()).isTrue();

        Path damaged = Files.writeString(root.resolve("refs/damaged.json"), "{");
        store().sweep();
        assertThat(orphan).as("it may be the damaged name's").exists();
        assertThat(work).doesNotExist();
        Files.delete(damaged);

        assertThat(store().sweep()).isEqualTo(6);
        assertThat(orphan).doesNotExist();
        assertThat(half).doesNotExist();
        assertThat(resumable).exists();
        assertThat(store().model("m")).contains(model);
        assertThat(model.folder().resolve("config.json")).hasContent("{}");
    }

    @Test
    void two_versions_share_the_files_they_have_in_common() throws IOException {
        publish(store(), "a", staged("onnx/model.onnx", "big"), staged("config.json", "one"));
        publish(store(), "b", staged("onnx/model.onnx", "big"), staged("config.json", "two"));

        assertThat(blobs()).isEqualTo(3);
        assertThat(new DiskBudget(root.resolve("blobs"), 1000).used()).isEqualTo(9);
        // Links count once, so a snapshot costs its lists only.
        assertThat(new DiskBudget(root.resolve("snapshots"), 1000).used()).isGreaterThan(9);
    }

    @Test
    void removing_a_model_frees_what_no_other_shares() throws IOException {
        publish(store(), "a", staged("onnx/model.onnx", "big"), staged("config.json", "one-"));
        StoredModel b = publish(store(), "b", staged("onnx/model.onnx", "big"), staged("config.json", "two"));

        assertThat(store().remove("a")).contains(4L);
        assertThat(store().model("a")).isEmpty();
        assertThat(b.folder().resolve("onnx/model.onnx")).hasContent("big");
        assertThat(store().remove("b")).contains(6L);
        assertThat(blobs()).isZero();
        assertThat(store().remove("b")).isEmpty();
    }

    @Test
    void the_version_before_stays_until_the_next_one_comes() throws IOException {
        StoredModel one = publish(store(), "m", staged("config.json", "one"));
        StoredModel two = publish(store(), "m", staged("config.json", "two"));

        assertThat(two.previous()).contains(one.snapshot());
        assertThat(one.folder().resolve("config.json")).hasContent("one");

        publish(store(), "m", staged("config.json", "three"));
        assertThat(one.folder()).as("a node may have read it an hour ago").isNotEmptyDirectory();

        ModelStore later = new ModelStore(root, InstantSource.fixed(NOW.plus(Duration.ofHours(25))));
        publish(later, "m", staged("config.json", "four"));
        assertThat(one.folder()).doesNotExist();
        assertThat(two.folder()).doesNotExist();
        assertThat(blobs()).isEqualTo(2);
        assertThat(store().hasLeftovers()).isFalse();
    }

    private ModelStore at(Duration sinceNow) {
        return new ModelStore(root, InstantSource.fixed(NOW.plus(sinceNow)));
    }

    private List<StoredModel> versions(String name, int count) throws IOException {
        List<StoredModel> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            versions.add(publish(at(Duration.ofMinutes(i)), name, staged("config.json", name + i)));
        }
        return versions;
    }

    private static List<String> there(List<StoredModel> versions) {
        return versions.stream()
                .map(version -> version.folder())
                .filter(Files::exists)
                .map(folder -> String.valueOf(folder.getFileName()))
                .toList();
    }

    private static List<String> names(List<StoredModel> versions) {
        return versions.stream().map(StoredModel::snapshot).toList();
    }

    @Test
    void of_versions_that_come_soon_after_each_other_the_last_three_stay() throws IOException {
        List<StoredModel> all = versions("m", 7);

        assertThat(there(all)).isEqualTo(names(all.subList(4, 7)));
        assertThat(blobs()).isEqualTo(3);

        publish(at(Duration.ofMinutes(7)), "m", staged("config.json", "m6"));
        assertThat(there(all)).as("the same files again").isEqualTo(names(all.subList(4, 7)));
        publish(at(Duration.ofHours(25)), "other", staged("config.json", "x"));
        assertThat(at(Duration.ofHours(25)).sweep())
                .as("the oldest one after a day")
                .isEqualTo(2);
        assertThat(there(all)).isEqualTo(names(all.subList(5, 7)));
    }

    @Test
    void room_is_made_of_outdated_versions_oldest_first_and_of_none_that_a_name_means() throws IOException {
        List<StoredModel> later = versions("later", 3);
        List<StoredModel> sooner = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sooner.add(publish(at(Duration.ofMinutes(-10L + i)), "sooner", staged("config.json", "sooner" + i)));
        }

        assertThat(at(Duration.ofHours(1)).makeRoom(1, Set.of())).isEqualTo(7);
        assertThat(there(sooner)).isEqualTo(names(sooner.subList(1, 3)));
        assertThat(there(later)).isEqualTo(names(later));
        assertThat(at(Duration.ofHours(1)).makeRoom(7, Set.of()))
                .as("all is too little")
                .isZero();
        assertThat(there(later)).isEqualTo(names(later));
        assertThat(at(Duration.ofHours(1)).makeRoom(6, Set.of())).isEqualTo(6);
        assertThat(there(later)).isEqualTo(names(later.subList(1, 3)));
        assertThat(at(Duration.ofHours(1)).makeRoom(1, Set.of())).isZero();
    }

    @Test
    void a_version_that_a_running_node_has_stays_however_old_it_is() throws IOException {
        StoredModel loaded = publish(store(), "m", staged("config.json", "loaded"));
        List<StoredModel> later;
        try (InUse node = store().inUse()) {
            node.set(List.of(loaded.folder(), root.resolve("elsewhere")));
            later = versions("m", 5);

            assertThat(at(Duration.ofDays(3)).makeRoom(2, Set.of())).isEqualTo(2);
            assertThat(loaded.folder().resolve("config.json")).hasContent("loaded");
            assertThat(there(later)).isEqualTo(names(later.subList(3, 5)));

            node.set(List.of(later.getLast().folder()));
            store().sweep();
            assertThat(loaded.folder()).doesNotExist();
        }
        assertThat(root.resolve("in-use")).isEmptyDirectory();
    }

    @Test
    void what_a_dead_process_had_in_use_is_freed() throws IOException {
        StoredModel old = publish(store(), "m", staged("config.json", "old"));
        Path inUse = Files.createDirectories(root.resolve("in-use"));
        Files.createFile(inUse.resolve("dead.lock"));
        Files.writeString(inUse.resolve("dead.json"), "[\"" + old.snapshot() + "\"]");
        versions("m", 3);

        assertThat(old.folder()).doesNotExist();
        assertThat(inUse).isEmptyDirectory();
    }

    @Test
    void a_model_that_is_removed_goes_even_where_a_node_has_it() throws IOException {
        StoredModel model = publish(store(), "m", staged("config.json", "{}"));
        try (InUse node = store().inUse()) {
            node.set(List.of(model.folder()));

            assertThat(store().remove("m")).contains(2L);
        }
    }

    @Test
    void a_name_that_another_repository_has_is_not_taken_over() throws IOException {
        publish(store(), "m", staged("config.json", "one"));
        StoredFile file = staged("config.json", "two");

        assertThatThrownBy(() -> store().publish("m", "hf:other/m", "abc", "model.onnx", List.of(file), folder -> {}))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("belongs to hf:o/m")
                .hasMessageContaining("--as NAME");
    }

    private StoredModel pull(String reference, String content) throws IOException {
        ModelReference from = ModelReference.parse(reference);
        return store().publish(
                        store().nameFor(from),
                        reference,
                        "abc",
                        "model.onnx",
                        List.of(staged("config.json", content)),
                        folder -> {});
    }

    @Test
    void repositories_of_one_name_and_two_owners_live_side_by_side() throws IOException {
        StoredModel first = pull("hf:alice/Mini", "one");
        StoredModel second = pull("hf:bob/Mini", "two");
        StoredModel builtIn = pull("hf:bob/all-MiniLM-L6-v2-q", "three");

        assertThat(List.of(first.name(), second.name(), builtIn.name()))
                .containsExactly("mini", "bob--mini", "bob--all-minilm-l6-v2-q");
        for (StoredModel model : List.of(first, second, builtIn)) {
            assertThat(store().pulled(ModelReference.parse(model.reference()))).contains(model);
        }
        assertThat(pull("hf:bob/Mini", "four").name()).isEqualTo("bob--mini");
    }

    @Test
    void a_folder_of_a_taken_name_is_refused_and_the_built_in_name_too() throws IOException {
        pull("file:/srv/one/m", "one");

        assertThatThrownBy(() -> pull("file:/srv/two/m", "two")).hasMessageContaining("belongs to file:/srv/one/m");
        assertThatThrownBy(() -> store().requireName("all-minilm-l6-v2-q", "file:/srv/m"))
                .hasMessageContaining("built in")
                .hasMessageContaining("--as NAME");
    }

    @Test
    void a_reference_with_two_names_means_what_was_pulled_last() throws IOException {
        pull("hf:o/n", "old");
        StoredFile file = staged("config.json", "new");
        ModelStore later = new ModelStore(root, InstantSource.fixed(NOW.plusSeconds(1)));
        StoredModel last = later.publish("mine", "hf:o/n", "def", "model.onnx", List.of(file), folder -> {});

        assertThat(store().pulled(ModelReference.parse("hf:o/n"))).contains(last);
    }

    @Test
    void two_exports_of_one_place_live_side_by_side() throws IOException {
        StoredModel whole = pull("hf:o/n", "one");
        StoredModel export = pull("hf:o/n#onnx/model_int8.onnx", "two");
        StoredModel alike = pull("hf:o/n#onnx-model_int8.onnx", "three");

        assertThat(List.of(whole.name(), export.name())).containsExactly("n", "n--onnx-model_int8");
        assertThat(alike.name()).matches("n--onnx-model_int8-[0-9a-f]{6}");
        for (StoredModel model : List.of(whole, export, alike)) {
            assertThat(store().pulled(ModelReference.parse(model.reference()))).contains(model);
        }
        assertThat(pull("hf:o/n#onnx/model_int8.onnx", "four").name()).isEqualTo(export.name());
        assertThat(store().list()).hasSize(3);
    }

    @Test
    void an_export_that_an_older_store_has_by_its_places_name_keeps_it() throws IOException {
        store().publish(
                        "n",
                        "hf:o/n#onnx/model_int8.onnx",
                        "abc",
                        "onnx/model_int8.onnx",
                        List.of(staged("config.json", "old")),
                        folder -> {});

        assertThat(store().pulled(ModelReference.parse("hf:o/n#onnx/model_int8.onnx")))
                .isPresent();
        assertThat(pull("hf:o/n#onnx/model_int8.onnx", "new").name()).isEqualTo("n");
        StoredModel whole = pull("hf:o/n", "one");
        assertThat(whole.name()).matches("n-[0-9a-f]{6}");
        assertThat(pull("hf:o/n", "two").name()).isEqualTo(whole.name());
        assertThat(store().model("n").orElseThrow().reference()).isEqualTo("hf:o/n#onnx/model_int8.onnx");
    }

    @Test
    void a_model_that_its_inspection_refuses_leaves_nothing_behind() throws IOException {
        StoredFile file = staged("config.json", "bad");

        assertThatThrownBy(() -> store().publish("m", "hf:o/m", "abc", "model.onnx", List.of(file), folder -> {
                    assertThat(folder.resolve("config.json")).hasContent("bad");
                    throw new StoreRefusedException("hostile");
                }))
                .hasMessage("hostile");

        assertThat(store().list()).isEmpty();
        assertThat(blobs()).isZero();
        assertThat(root.resolve("snapshots")).isEmptyDirectory();
    }

    @Test
    void a_name_that_leads_out_of_the_folder_is_refused() throws IOException {
        StoredFile file = staged("../evil", "x");

        assertThatThrownBy(() -> publish(store(), "m", file)).hasMessageContaining("no plain name");
        assertThatThrownBy(() -> publish(store(), "../m", file)).hasMessageContaining("small letters");
        assertThat(store().model("../lock")).isEmpty();
    }

    @Test
    void after_a_crash_at_any_step_the_old_model_is_whole_and_the_new_one_can_be_published() throws IOException {
        int steps = 0;
        for (int fatal = 0; ; fatal++) {
            Path fresh = Files.createDirectory(root.getParent().resolve("crash-" + root.getFileName() + fatal));
            Path before = root;
            root = fresh;
            try {
                StoredModel old = publish(store(), "m", staged("onnx/model.onnx", "old"), staged("config.json", "{}"));
                StoredFile file = staged("onnx/model.onnx", "new");
                StoredFile same = staged("config.json", "{}");
                int[] left = {fatal};
                ModelStore dying = store(step -> {
                    if (left[0]-- == 0) {
                        throw new IOException("killed before: " + step);
                    }
                });
                boolean died = false;
                try {
                    publish(dying, "m", file, same);
                } catch (IOException killed) {
                    died = true;
                    assertThat(store().model("m")).contains(old);
                    assertThat(old.folder().resolve("onnx/model.onnx")).hasContent("old");
                    store().collect();
                    StoredFile again = staged("onnx/model.onnx", "new");
                    publish(store(), "m", again, staged("config.json", "{}"));
                }
                assertThat(store().model("m").orElseThrow().folder().resolve("onnx/model.onnx"))
                        .hasContent("new");
                if (!died) {
                    break;
                }
                steps++;
            } finally {
                StoreFiles.remove(fresh);
                root = before;
            }
        }
        assertThat(steps).isEqualTo(5);
    }

    @Test
    void a_damaged_name_is_no_model_and_can_be_removed() throws IOException {
        publish(store(), "m", staged("config.json", "{}"));
        Files.writeString(root.resolve("refs/m.json"), "{\"snapshot\": \"");

        assertThat(store().model("m")).isEmpty();
        assertThat(store().list()).isEmpty();
        assertThat(store().remove("m")).contains(2L);
    }

    @Test
    void while_a_name_cannot_be_read_removing_another_model_frees_no_file() throws IOException {
        StoredModel a = publish(store(), "a", staged("config.json", "one"));
        publish(store(), "b", staged("config.json", "two"));
        Files.writeString(root.resolve("refs/a.json"), "{");

        assertThat(store().remove("b")).contains(0L);
        assertThat(a.folder().resolve("config.json")).hasContent("one");
        assertThat(blobs()).isEqualTo(2);
    }

    @Test
    void a_file_that_no_name_reaches_is_told_as_left_over() throws IOException {
        publish(store(), "m", staged("config.json", "{}"));
        Files.writeString(root.resolve("blobs/" + "b".repeat(64)), "orphan");

        assertThat(store().hasLeftovers()).isTrue();
        assertThat(store().sweep()).isEqualTo(6);
        assertThat(store().hasLeftovers()).isFalse();
    }

    @Test
    void a_download_that_nobody_resumes_for_a_week_is_given_up() throws IOException {
        Path old = Files.write(store().partial().resolve("x.part"), new byte[10]);
        Path young = Files.write(store().partial().resolve("y.part"), new byte[10]);
        Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(8))));
        Files.setLastModifiedTime(young, FileTime.from(NOW.minus(Duration.ofDays(6))));

        assertThat(store().collect()).isEqualTo(10);
        assertThat(young).exists();
    }

    @Test
    void a_file_removed_while_its_model_is_pulled_is_told_by_name() throws IOException {
        StoredFile gone = new StoredFile("config.json", "0".repeat(64), 3);

        assertThatThrownBy(() -> publish(store(), "m", gone)).isInstanceOf(MissingFileException.class);
        assertThat(store().find(gone.sha256(), 3)).isEqualTo(Optional.empty());
    }

    @Test
    void a_budget_names_what_is_needed_what_is_left_and_what_to_do() throws IOException {
        Files.write(root.resolve("file"), new byte[600_000]);
        DiskBudget budget = new DiskBudget(root, 1_000_000);
        budget.require(400_000);

        assertThatThrownBy(() -> budget.require(400_001))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("400.0 kB more are needed and 400.0 kB are left")
                .hasMessageContaining("600.0 kB of store.disk_max 1.0 MB")
                .hasMessageContaining("model rm");
    }
}
