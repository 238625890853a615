package dev.edgewise.inference.store.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.store.StoredModel;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PullerTest extends HubPulls {
    @Test
    void a_model_is_pulled_with_the_files_it_needs_and_no_others() throws Exception {
        StoredModel model = pull(settings());

        assertThat(model.name()).isEqualTo("adder");
        assertThat(model.revision()).isEqualTo(HubServer.COMMIT);
        assertThat(model.files())
                .extracting("name")
                .containsExactlyInAnyOrder("onnx/model.onnx", "onnx/model.onnx_data");
        assertThat(model.folder().resolve("onnx/model.onnx_data"))
                .hasSameBinaryContentAs(served.resolve("acme/Adder/onnx/model.onnx_data"));
        assertThat(hub.requested("/resolve/")).allMatch(line -> line.contains("/resolve/" + HubServer.COMMIT + "/"));
        assertThat(folder.resolve("store/partial")).isEmptyDirectory();
        long total = model.bytes();
        assertThat(events).first().isEqualTo(new PullEvent.Listed(2, total));
        assertThat(events)
                .filteredOn(PullEvent.Advanced.class::isInstance)
                .last()
                .satisfies(event ->
                        assertThat(((PullEvent.Advanced) event).bytes()).isEqualTo(total))
                .satisfies(event ->
                        assertThat(((PullEvent.Advanced) event).total()).isEqualTo(total));
    }

    @Test
    void a_second_pull_fetches_no_file_again() throws Exception {
        pull(settings());
        int before = hub.requested("/resolve/").size();
        StoredModel again = pull(settings());

        assertThat(hub.requested("/resolve/")).hasSize(before);
        assertThat(again.previous()).isEmpty();
    }

    private byte[] weights(int seed) throws IOException {
        byte[] weights = new byte[WEIGHT_BYTES];
        new Random(seed).nextBytes(weights);
        Files.write(served.resolve("acme/Adder/onnx/model.onnx_data"), weights);
        hub.changed();
        return weights;
    }

    @Test
    void room_for_a_pull_is_not_made_of_files_that_it_counts_on() throws Exception {
        byte[] first = weights(1);
        StoredModel outdated = pull(settings());
        for (int version = 2; version <= 3; version++) {
            weights(version);
            pull(settings());
        }
        assertThat(store().model("adder").orElseThrow().outdated()).isPresent();
        weights(1);
        Files.writeString(served.resolve("acme/Adder/config.json"), "{" + " ".repeat(WEIGHT_BYTES / 2) + "}");
        long used = new DiskBudget(folder.resolve("store"), 1 << 30).used();
        var full = new Puller(
                store(),
                new DiskBudget(folder.resolve("store"), used + WEIGHT_BYTES / 8, store()::makeRoom),
                settings(),
                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED));

        assertThatThrownBy(() -> full.pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), events::add))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("store.disk_max");
        assertThat(outdated.folder().resolve("onnx/model.onnx_data")).hasBinaryContent(first);
    }

    @Test
    void a_cut_connection_is_taken_up_where_it_broke() throws Exception {
        hub.cutAfter = 150_000;
        hub.cuts.set(2);
        StoredModel model = pull(settings());

        assertThat(model.bytes()).isGreaterThan(WEIGHT_BYTES);
        assertThat(hub.requested("/cdn/")).hasSize(3);
        assertThat(hub.requested("bytes=")).isNotEmpty();
        // What a cut connection still held may be lost, and is fetched again; nothing else is.
        assertThat(hub.weightBytes.get()).isBetween((long) WEIGHT_BYTES, WEIGHT_BYTES + 2L * 150_000 - 2);
        assertThat(events).hasAtLeastOneElementOfType(PullEvent.Retried.class);
    }

    @Test
    void connections_that_bring_nothing_end_after_the_bound_and_what_came_is_kept() throws Exception {
        hub.cutAfter = 0;
        hub.cuts.set(1000);

        assertThatThrownBy(() -> pull(settings()))
                .hasMessageContaining("after 3 tries")
                .hasMessageContaining("the next pull goes on from there");
        assertThat(store().list()).isEmpty();
    }

    @Test
    void a_pull_that_was_killed_goes_on_from_its_bytes() throws Exception {
        hub.cutAfter = 300_000;
        hub.cuts.set(1);
        AtomicBoolean killed = new AtomicBoolean();
        Thread victim = Thread.ofPlatform().start(() -> {
            try {
                puller(settings(), 1 << 30).pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), event -> {
                    if (event instanceof PullEvent.Retried) {
                        // What a kill leaves: bytes on disk, nothing cleaned up.
                        killed.set(true);
                        throw new IllegalStateException("killed");
                    }
                });
            } catch (Exception expected) {
                return;
            }
        });
        victim.join();
        assertThat(killed).isTrue();
        long before = hub.weightBytes.get();

        pull(settings());
        assertResumed(before, 300_000);
    }

    /** One request asked for the rest of the weights, from where they had come to. */
    private void assertResumed(long before, long keptMost) {
        String start = "/cdn/acme/Adder/onnx/model.onnx_data bytes=";
        assertThat(hub.requested(start)).hasSize(1);
        String range = hub.requested(start).getFirst();
        long kept = Long.parseLong(range.substring(start.length(), range.indexOf('-', start.length())));
        assertThat(kept).isBetween(1L, keptMost);
        assertThat(hub.weightBytes.get() - before).isEqualTo(WEIGHT_BYTES - kept);
    }

    @Test
    void a_process_that_dies_in_mid_pull_leaves_bytes_that_the_next_process_uses() throws Exception {
        hub.cutAfter = 250_000;
        hub.cuts.set(1);
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledPull.class.getName(),
                        hub.address().toString(),
                        folder.resolve("store").toString())
                .inheritIO()
                .start();
        assertThat(victim.waitFor()).isEqualTo(137);
        assertThat(store().list()).isEmpty();
        long before = hub.weightBytes.get();

        StoredModel model = pull(settings());
        assertResumed(before, 250_000);
        assertThat(hub.requested("/resolve/"))
                .filteredOn(line -> line.endsWith("/onnx/model.onnx"))
                .as("the small file was whole")
                .hasSize(1);
        assertThat(model.folder().resolve("onnx/model.onnx_data"))
                .hasSameBinaryContentAs(served.resolve("acme/Adder/onnx/model.onnx_data"));
    }

    @Test
    void what_a_killed_copy_of_a_folder_left_is_freed_by_the_next() throws Exception {
        Path left = Files.createDirectories(store().partial().resolve("work-dead/files"));
        Files.write(left.resolve("copy"), new byte[100_000]);

        puller(settings(), 1 << 30)
                .pull(ModelReference.parse("file:" + served.resolve("acme/Adder")), Optional.empty(), events::add);

        assertThat(left.getParent()).doesNotExist();
        try (var partial = Files.list(store().partial())) {
            assertThat(partial.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("work-"));
        }
    }

    @Test
    void a_model_in_a_jar_is_pulled_from_a_repository_by_address_or_folder_and_checked() throws Exception {
        Path jar = MavenFolder.jar(
                served,
                "org/acme/adder/1.0/adder-1.0.jar",
                Map.of(
                        "tiny.onnx", onnxInside(),
                        "tiny-tokenizer.json", "{\"model\": {\"vocab\": {\"a\": 0}}}".getBytes(StandardCharsets.UTF_8),
                        "META-INF/MANIFEST.MF", new byte[0]));
        ModelReference reference = ModelReference.parse("maven:org.acme:adder:1.0");
        assertThatThrownBy(() -> puller(settings(), 1 << 30).pull(reference, Optional.empty(), events::add))
                .hasMessageContaining("set inference.hub.maven");
        assertThatThrownBy(() -> puller(MavenFolder.settings(settings(), hub.address()), 1 << 30)
                        .pull(reference, Optional.empty(), events::add))
                .hasMessageContaining("no checksum");

        Path sum = jar.resolveSibling("adder-1.0.jar.sha1");
        Files.writeString(sum, "0".repeat(40));
        assertThatThrownBy(() -> puller(MavenFolder.settings(settings(), hub.address()), 1 << 30)
                        .pull(reference, Optional.empty(), events::add))
                .hasMessageContaining("is damaged");
        String sha1 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(jar)));
        Files.writeString(sum, sha1 + "  adder-1.0.jar\n");
        StoredModel model = puller(MavenFolder.settings(settings(), hub.address()), 1 << 30)
                .pull(reference, Optional.empty(), events::add);
        assertThat(model.name()).isEqualTo("adder@1.0");
        assertThat(model.files()).extracting("name").containsExactlyInAnyOrder("model.onnx", "tokenizer.json");

        StoredModel again = puller(MavenFolder.settings(settings(), served.toUri()), 1 << 30)
                .pull(reference, Optional.of("again"), events::add);
        assertThat(again.snapshot()).isEqualTo(model.snapshot());
    }

    @Test
    void a_server_without_ranges_sends_all_again_and_the_file_is_whole() throws Exception {
        hub.cutAfter = 200_000;
        hub.cuts.set(1);
        hub.ignoreRanges = true;

        assertThat(pull(settings()).folder().resolve("onnx/model.onnx_data"))
                .hasSameBinaryContentAs(served.resolve("acme/Adder/onnx/model.onnx_data"));
    }

    @Test
    void partial_bytes_that_were_damaged_are_found_out_and_fetched_again() throws Exception {
        hub.cutAfter = 200_000;
        hub.cuts.set(1000);
        PullSettings one = settings();
        assertThatThrownBy(() -> new Puller(
                                store(),
                                new DiskBudget(folder.resolve("store"), 1 << 30),
                                one,
                                new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED),
                                InetAddress::getAllByName,
                                time -> {
                                    throw new InterruptedException("killed");
                                },
                                System::nanoTime)
                        .pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), events::add))
                .isInstanceOf(InterruptedException.class);
        hub.cuts.set(0);
        try (var parts = Files.list(folder.resolve("store/partial"))) {
            Path part = parts.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(part);
            bytes[1000] ^= 1;
            Files.write(part, bytes);
        }

        assertThat(pull(settings()).folder().resolve("onnx/model.onnx_data"))
                .hasSameBinaryContentAs(served.resolve("acme/Adder/onnx/model.onnx_data"));
    }

    @Test
    void bytes_with_another_hash_than_announced_are_refused_and_not_kept() throws Exception {
        hub.wrongBytes = true;

        assertThatThrownBy(() -> pull(settings()))
                .hasMessageContaining("announces")
                .hasMessageContaining("damaged or not the one it should be");
        assertThat(store().list()).isEmpty();
    }

    @Test
    void a_server_that_sends_more_than_it_announced_is_cut_off() {
        hub.moreBytes = true;

        assertThatThrownBy(() -> pull(settings())).hasMessageContaining("sends more of");
    }

    @Test
    void a_hub_that_tells_no_hashes_or_sizes_is_pulled_from_too() throws Exception {
        hub.noHashes = true;

        assertThat(pull(settings()).bytes()).isGreaterThan(WEIGHT_BYTES);
    }

    @Test
    void a_model_that_does_not_fit_is_refused_before_any_byte_comes() {
        assertThatThrownBy(() -> puller(settings(), 300_000)
                        .pull(ModelReference.parse("hf:acme/Adder"), Optional.empty(), events::add))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("400.1 kB more are needed and 300.0 kB are left");
        assertThat(hub.requested("/resolve/")).isEmpty();
    }

    @Test
    void a_name_that_cannot_be_given_is_refused_before_anything_is_asked_for() throws Exception {
        Puller puller = puller(settings(), 1 << 30);
        for (String name : List.of("../x", "Upper", "all-minilm-l6-v2-q")) {
            assertThatThrownBy(() -> puller.pull(ModelReference.parse("hf:acme/Adder"), Optional.of(name), events::add))
                    .hasMessageContaining(name);
        }
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void what_the_hub_refuses_is_told_in_one_sentence() {
        hub.status = 401;
        assertThatThrownBy(() -> pull(settings())).hasMessageContaining("set inference.hub.token");
        hub.status = 403;
        assertThatThrownBy(() -> pull(settings())).hasMessageContaining("ask its owner for access");
        hub.status = 0;
        assertThatThrownBy(() -> puller(settings(), 1 << 30)
                        .pull(ModelReference.parse("hf:acme/nothing"), Optional.empty(), events::add))
                .hasMessageContaining("has no hf:acme/nothing (404)");
        hub.status = 503;
        assertThatThrownBy(() -> pull(settings()))
                .hasMessageContaining("no hub answers")
                .hasMessageContaining("503");
    }

    @Test
    void the_token_is_shown_to_the_hub_and_not_to_where_it_sends_us() throws Exception {
        hub.token = "hf_secret";
        try (HubServer cdn = new HubServer(served)) {
            hub.redirect = cdn.address() + "/cdn/acme/Adder/onnx/model.onnx_data";
            Files.write(served.resolve("acme/Adder/onnx/model.onnx"), onnxInside());
            PullSettings settings =
                    QuickPulls.change(settings(), Optional.of("hf_secret"), List.of("*"), List.of(cdn.address()));
            assertThat(settings.toString()).doesNotContain("hf_secret");

            // Everything is sent to one file there; that it is the wrong one is noticed.
            assertThatThrownBy(() -> pull(settings)).hasMessageContaining("sends more of onnx/model.onnx");
            assertThat(cdn.requests).isNotEmpty().noneMatch(line -> line.contains("hf_secret"));
            assertThat(hub.requests).allMatch(line -> line.contains("Bearer hf_secret"));
        }
    }

    private static byte[] onnxInside() {
        return Onnx.model(Onnx.addition(Onnx.floats("w", 1, 2))).toBytes();
    }

    @Test
    void a_redirect_to_a_private_address_is_not_followed_unless_it_is_listed() throws Exception {
        try (HubServer inside = new HubServer(served)) {
            for (String target : List.of(
                    inside.address() + "/cdn/acme/Adder/onnx/model.onnx",
                    "http://169.254.169.254/latest/meta-data/",
                    "http://10.0.0.1/x",
                    "http://[::1]:1/x",
                    "http://[::ffff:127.0.0.1]/x",
                    "http://100.64.0.1/x",
                    "http://0.0.0.0/x")) {
                hub.redirect = target;
                assertThatThrownBy(() -> pull(settings())).hasMessageContaining("a private address");
            }
            assertThat(inside.requests).isEmpty();
        }
        hub.redirect = "file:///etc/passwd";
        assertThatThrownBy(() -> pull(settings())).hasMessageContaining("not of the web");
        hub.redirect = "http://user:word@127.0.0.1/";
        assertThatThrownBy(() -> pull(settings())).hasMessageContaining("not of the web");
        hub.redirect = hub.address() + "/acme/Adder/resolve/main/onnx/model.onnx";
        assertThatThrownBy(() -> pull(settings())).hasMessageContaining("in circles");
    }

    @Test
    void a_repository_that_is_not_allowed_is_not_asked_for() {
        PullSettings settings =
                QuickPulls.change(settings(), Optional.empty(), List.of("intfloat/*", "acme/other"), List.of());

        assertThatThrownBy(() -> pull(settings))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("may not pull acme/Adder");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void a_mirror_answers_where_the_hub_does_not() throws Exception {
        PullSettings base = settings();
        PullSettings settings = new PullSettings(
                URI.create("http://127.0.0.1:1"),
                base.token(),
                List.of(hub.address()),
                base.allow(),
                base.redirects(),
                base.maven(),
                base.exports(),
                base.fileBytesMax(),
                base.triesMax(),
                base.pauseFirst(),
                base.connectTimeMax(),
                base.idleTimeMax());

        assertThat(pull(settings).name()).isEqualTo("adder");
    }

    @Test
    void a_hostile_model_is_fetched_and_refused_and_no_name_leads_to_it() throws Exception {
        Files.write(
                served.resolve("acme/Adder/onnx/model.onnx"),
                Onnx.model(Onnx.addition(Onnx.external("w", "../../../etc/passwd", "0", "8", 2)))
                        .toBytes());

        assertThatThrownBy(() -> pull(settings()))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("own folder");
        assertThat(store().list()).isEmpty();
    }

    @Test
    void an_export_that_the_user_names_is_taken_and_a_missing_one_is_answered_with_those_there_are() throws Exception {
        Files.write(served.resolve("acme/Adder/onnx/model_tiny.onnx"), onnxInside());
        StoredModel model = puller(settings(), 1 << 30)
                .pull(ModelReference.parse("hf:acme/Adder#onnx/model_tiny.onnx"), Optional.of("tiny"), events::add);
        assertThat(model.export()).isEqualTo("onnx/model_tiny.onnx");
        assertThat(model.files()).hasSize(1);
        String reference = "hf:acme/Adder#onnx/model_tiny.onnx";
        assertThat(puller(settings(), 1 << 30)
                        .pull(ModelReference.parse(reference), Optional.empty(), events::add)
                        .name())
                .isEqualTo("adder--onnx-model_tiny");

        assertThatThrownBy(() -> puller(settings(), 1 << 30)
                        .pull(ModelReference.parse("hf:acme/Adder#onnx/none.onnx"), Optional.empty(), events::add))
                .hasMessageContaining("onnx/model.onnx, onnx/model_tiny.onnx");
    }

    @Test
    void a_folder_is_copied_so_that_changes_to_it_do_not_reach_the_model() throws Exception {
        Path own = served.resolve("acme/Adder");
        StoredModel model =
                puller(settings(), 1 << 30).pull(ModelReference.parse("file:" + own), Optional.empty(), events::add);
        Files.delete(own.resolve("onnx/model.onnx_data"));

        assertThat(model.name()).isEqualTo("adder");
        assertThat(model.folder().resolve("onnx/model.onnx_data")).hasSize(WEIGHT_BYTES);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void the_real_embedder_is_pulled_whole() throws Exception {
        Path real = HubFolder.root();
        try (HubServer server = new HubServer(real)) {
            PullSettings settings = PullSettings.of(server.address());
            StoredModel model = puller(settings, 1L << 30)
                    .pull(ModelReference.parse("hf:edgewise/multilingual-e5-small"), Optional.empty(), events::add);

            assertThat(model.name()).isEqualTo("multilingual-e5-small");
            assertThat(model.export()).isEqualTo("onnx/model_q4.onnx");
            assertThat(model.files()).extracting("name").contains("1_Pooling/config.json", "tokenizer.json");
            assertThat(model.bytes()).isBetween(45_000_000L, 55_000_000L);
        }
    }
}
