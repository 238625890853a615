package dev.edgewise.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.config.unit.KeyHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change comes into force as a whole, or not at all. */
class ReloadTest {

    @TempDir
    Path folder;

    private Path file;
    private ConfigSource source;
    private final List<NodeConfig> told = new ArrayList<>();

    /** Says what the operating system would, when the test wants it to. */
    private static final class Script implements FileChanges {
        private final Deque<Boolean> answers = new ArrayDeque<>();
        private Set<Path> folders = Set.of();

        @Override
        public void watch(Set<Path> watched) {
            folders = watched;
        }

        @Override
        public boolean await(Duration longest) {
            return !answers.isEmpty() && answers.removeFirst();
        }

        @Override
        public void close() {}
    }

    private final Script script = new Script();
    private long nowNanos;

    @BeforeEach
    void aNodeWithAnHourOfCache() throws IOException {
        file = folder.toRealPath().resolve("edgewise.yaml");
        write("cache: {ttl: 1h}");
        ConfigLoader loader = new ConfigLoader(Map.of(), Yaml.LOCAL_MODELS);
        source = new ConfigSource(Yaml.good(loader.load(file)), () -> loader.load(file));
        source.onChange((before, now) -> told.add(now));
    }

    private void write(String yaml) throws IOException {
        Files.writeString(file, yaml);
    }

    private Duration ttl() {
        return source.current().cache().ttl();
    }

    private ConfigWatch watch() {
        return new ConfigWatch(source, script, () -> nowNanos);
    }

    /** Editors and full disks leave one behind; taken for a wish, it would take every tenant and model away. */
    @Test
    void anEmptyFileIsRefusedAndTheLastGoodStays() throws IOException {
        write("# nothing yet\n");

        assertThat(source.reload())
                .isInstanceOfSatisfying(
                        Reloaded.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .satisfies(problem -> assertThat(problem.show()).contains("the file has none")));
        assertThat(ttl()).hasHours(1);
        assertThat(told).isEmpty();
    }

    @Test
    void aGoodChangeIsSwappedAndTold() throws IOException {
        write("cache: {ttl: 2h}");

        Reloaded reloaded = source.reload();

        assertThat(reloaded).isEqualTo(new Reloaded.Applied(source.current(), List.of()));
        assertThat(ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(told).containsExactly(source.current());
    }

    @Test
    void theLastGoodOneStaysOnAnyErrorAndTheFileMayBeMended() throws IOException {
        for (String bad :
                List.of("cache: {ttl: 2 hours}", "cache: {ttl: 2h", "cache: {tll: 2h}", "models: [{name: x}]")) {
            write(bad);
            assertThat(source.reload()).as(bad).isInstanceOf(Reloaded.Refused.class);
            assertThat(ttl()).isEqualTo(Duration.ofHours(1));
        }
        Files.delete(file);
        assertThat(source.reload()).isInstanceOf(Reloaded.Refused.class);
        assertThat(told).isEmpty();

        write("cache: {ttl: 3h}");
        assertThat(source.reload()).isInstanceOf(Reloaded.Applied.class);
        assertThat(ttl()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void aCommentIsNoChange() throws IOException {
        write("# an hour\ncache: {ttl: 1h}");

        assertThat(source.reload()).isEqualTo(new Reloaded.Unchanged());
        assertThat(told).isEmpty();
    }

    @Test
    void settingsThatNeedARestartAreNamedUntilTheyAreBack() throws IOException {
        write("listen: {http: {port: 8081}}");
        assertThat(source.reload())
                .isInstanceOfSatisfying(
                        Reloaded.Applied.class,
                        applied -> assertThat(applied.needRestart()).containsExactly("listen.http.port"));

        write("listen: {http: {port: 8081}}\ncache: {ttl: 5m}");
        assertThat(source.reload())
                .isInstanceOfSatisfying(
                        Reloaded.Applied.class,
                        applied -> assertThat(applied.needRestart()).containsExactly("listen.http.port"));

        write("cache: {ttl: 5m}");
        assertThat(source.reload())
                .isInstanceOfSatisfying(
                        Reloaded.Applied.class,
                        applied -> assertThat(applied.needRestart()).isEmpty());
    }

    @Test
    void aListenerThatFailsKeepsNobodyElseFromHearing() throws IOException {
        List<NodeConfig> second = new ArrayList<>();
        source.onChange((before, now) -> {
            throw new IllegalStateException("a bug");
        });
        source.onChange((before, now) -> second.add(now));
        write("cache: {ttl: 2h}");

        source.reload();

        assertThat(second).hasSize(1);
    }

    @Test
    void severalWritesInARowAreOneReload() throws Exception {
        ConfigWatch watch = watch();
        watch.step();
        write("cache: {ttl: 2h}");
        script.answers.addAll(List.of(true, true, true, false));

        watch.step();

        assertThat(told).hasSize(1);
        assertThat(script.answers).isEmpty();
    }

    @Test
    void aFolderThatNeverRestsDoesNotKeepAChangeBack() throws Exception {
        FileChanges restless = new FileChanges() {
            @Override
            public void watch(Set<Path> folders) {}

            @Override
            public boolean await(Duration longest) {
                nowNanos += Duration.ofMillis(50).toNanos();
                return true;
            }

            @Override
            public void close() {}
        };
        ConfigWatch watch = new ConfigWatch(source, restless, () -> nowNanos);
        write("cache: {ttl: 2h}");

        watch.step();

        assertThat(ttl()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aChangeIsFoundByLookingWhereNoNoticeComes() throws Exception {
        ConfigWatch watch = watch();
        watch.step();
        write("cache: {ttl: 2h}");

        watch.step();

        assertThat(ttl()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aNoticeAboutAnotherFileReloadsNothing() throws Exception {
        ConfigWatch watch = watch();
        watch.step();
        Files.delete(file);
        write("cache: {ttl: 1h}");
        Files.writeString(file.resolveSibling("other.txt"), "x");
        script.answers.addAll(List.of(true, false));

        watch.step();

        assertThat(told).isEmpty();
    }

    @Test
    void aSecretFileIsWatchedToo() throws Exception {
        Path secrets = Files.createDirectory(file.resolveSibling("secrets"));
        Path key = Files.writeString(secrets.resolve("key"), "first");
        write("clusters: {main: {endpoints: [{url: 'http://127.0.0.1:1'}], api_key_file: secrets/key}}");
        ConfigWatch watch = watch();
        watch.step();
        assertThat(script.folders).contains(secrets, file.getParent());

        Files.writeString(key, "second");
        watch.step();

        assertThat(source.current().clusters().get("main").apiKey().reveal()).isEqualTo("second");
        assertThat(told).hasSize(2);
    }

    /** The real notices of the operating system, in the three ways files change. */
    @Test
    void writesRenamesAndSwappedLinksAreSeen() throws IOException {
        Path mounted = Files.createDirectory(file.resolveSibling("mounted"));
        Path first = Files.createDirectory(mounted.resolve("..first"));
        Path second = Files.createDirectory(mounted.resolve("..second"));
        Files.writeString(first.resolve("edgewise.yaml"), "cache: {ttl: 1h}");
        Files.writeString(second.resolve("edgewise.yaml"), "cache: {ttl: 4h}");
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..first"));
        Path link = Files.createSymbolicLink(mounted.resolve("edgewise.yaml"), Path.of("..data", "edgewise.yaml"));
        ConfigLoader loader = new ConfigLoader(Map.of(), Yaml.LOCAL_MODELS);
        ConfigSource linked = new ConfigSource(Yaml.good(loader.load(link)), () -> loader.load(link));

        try (ConfigWatch plain = ConfigWatch.start(source);
                ConfigWatch mount = ConfigWatch.start(linked)) {
            assertThat(plain).isNotSameAs(mount);
            write("cache: {ttl: 2h}");
            await().atMost(Duration.ofSeconds(20)).until(() -> ttl().equals(Duration.ofHours(2)));

            Path fresh = Files.writeString(file.resolveSibling("edgewise.yaml.tmp"), "cache: {ttl: 3h}");
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(20)).until(() -> ttl().equals(Duration.ofHours(3)));

            Path swap = Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of("..second"));
            Files.move(
                    swap,
                    mounted.resolve("..data"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> linked.current().cache().ttl().equals(Duration.ofHours(4)));
        }
    }

    @Test
    void keysStayWhileTheNodeIsBoundToMoreThanLoopback() throws IOException {
        String tenants = "tenants: [{id: acme, keys: [\"" + KeyHash.of("a") + "\"]}]\n";
        String keys = ", keys: [\"" + KeyHash.of("b") + "\"]";
        write("listen: {http: {host: 0.0.0.0}, admin: {host: 0.0.0.0" + keys + "}}\n" + tenants);
        ConfigLoader loader = new ConfigLoader(Map.of(), Yaml.LOCAL_MODELS);
        var open = new ConfigSource(Yaml.good(loader.load(file)), () -> loader.load(file));
        NodeConfig before = open.current();

        write("listen: {http: {host: 127.0.0.1}, admin: {host: 127.0.0.1}}\n");
        Reloaded reloaded = open.reload();

        assertThat(reloaded).isInstanceOf(Reloaded.Refused.class);
        assertThat(((Reloaded.Refused) reloaded).problems())
                .extracting(problem -> problem.path())
                .containsExactly("tenants", "listen.admin.keys");
        assertThat(((Reloaded.Refused) reloaded).problems())
                .allMatch(problem -> problem.show().contains("is bound to 0.0.0.0 until a restart"));
        assertThat(open.current()).isEqualTo(before);

        write("listen: {http: {host: 127.0.0.1}, admin: {host: 127.0.0.1" + keys + "}}\n" + tenants);
        assertThat(open.reload()).isInstanceOf(Reloaded.Applied.class);

        write("listen: {http: {host: 127.0.0.1}, admin: {host: 127.0.0.1}}\n" + tenants);
        assertThat(open.reload()).isInstanceOf(Reloaded.Refused.class);
    }
}
