package dev.edgewise.cache.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Replies;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.StoredQuestion;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.guard.Guards;
import dev.edgewise.cache.store.CacheSettings;
import dev.edgewise.cache.store.Labels;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.cache.store.Storing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
    private static final DiskSettings DISK = new DiskSettings(4 << 20, 1 << 16);
    private static final CachedAnswer ANSWER = Replies.answer(Replies.chat("kept"));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temporary;

    private final Random random = new Random(2);
    private long epochMs = 1_000_000;

    /** A run of a node, with its cache; its monotonic clock begins anywhere. */
    private final class Run implements AutoCloseable {
        final long nanosBehind = new Random(epochMs).nextLong(1L << 40);
        final ResponseCache cache = new ResponseCache(
                new CacheSettings(1 << 20, 1 << 16, 100, 60, 3_600, 0, 30, 0), this::nanos, new Random(1));
        final Purges purges = new Purges(cache);
        final List<QuestionRecord> questions = new CopyOnWriteArrayList<>();
        final DiskCache disk;

        Run() throws IOException {
            disk = DiskCache.open(folder(), DISK, cache, purges, () -> epochMs, this::nanos, random);
            disk.begin(questions::add);
            await().atMost(PATIENCE).until(() -> !disk.stats().loading());
        }

        long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(epochMs) - nanosBehind;
        }

        void store(int key, CachedAnswer answer) {
            long written = disk.stats().written();
            hand(key, answer);
            await().atMost(PATIENCE).until(() -> disk.stats().written() > written);
        }

        void hand(int key, CachedAnswer answer) {
            Labels labels = new Labels("acme", "m", "KR", List.of("news"));
            cache.store(new Storing(key(key), null, answer, labels, cache.epoch(), 700, 60));
        }

        boolean has(int key) {
            return cache.lookup(key(key), Form.JSON, null, CacheDirectives.NONE) instanceof Hit;
        }

        @Override
        public void close() {
            disk.close();
        }
    }

    private Path folder() {
        return temporary.resolve("var/cache");
    }

    private static CacheKey key(int number) {
        return new CacheKey(number, 0, 0, 0);
    }

    @Test
    void after_a_restart_an_answer_is_there_as_it_was_with_the_age_it_has_by_now() throws IOException {
        try (var first = new Run()) {
            first.store(1, ANSWER);
        }
        epochMs += 20_000;
        try (var second = new Run()) {
            var found = second.cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE);

            assertThat(found).isInstanceOfSatisfying(Hit.class, hit -> {
                assertThat(hit.ageS()).isEqualTo(20);
                assertThat(hit.ttlLeftS()).isEqualTo(40);
                assertThat(hit.entry().makeMs()).isEqualTo(700);
                assertThat(hit.entry().answer().form(Form.JSON).body())
                        .isEqualTo(ANSWER.form(Form.JSON).body());
            });
            assertThat(second.disk.stats().loaded()).isEqualTo(1);
        }
        epochMs += 71_000;
        try (var third = new Run()) {
            assertThat(third.has(1)).isFalse();
            assertThat(third.disk.stats().loaded()).isZero();
        }
    }

    @Test
    void a_question_comes_back_with_its_answer_and_not_without() throws IOException {
        var partition = new Partition("acme", key(9), "ko", "e5");
        var tokens = new TokenVectors(new int[] {5, 6}, new byte[] {1, 2, 3, 4}, new float[] {0.5f, 0.25f}, 2);
        var question =
                new Question("날씨 어때?", "ko", new float[] {0.6f, 0.8f}, tokens, new Guards().prepare("날씨 어때?", "ko"));
        try (var first = new Run()) {
            first.store(1, ANSWER);
            first.store(2, ANSWER);
            first.disk.keep(new StoredQuestion(key(1), partition, question));
            first.disk.keep(new StoredQuestion(key(2), partition, question));
            first.store(3, ANSWER);
            first.purges.purge(Purge.hard(new PurgeTarget.Key(key(2))));
        }
        try (var second = new Run()) {
            assertThat(second.questions).singleElement().satisfies(kept -> {
                assertThat(kept.entry()).isEqualTo(key(1));
                assertThat(kept.partition()).isEqualTo(partition);
                assertThat(kept.text()).isEqualTo(question.text());
                assertThat(kept.vector()).isEqualTo(question.vector());
                assertThat(kept.tokens().values()).isEqualTo(tokens.values());
                assertThat(kept.tokens().scales()).isEqualTo(tokens.scales());
                assertThat(kept.tokens().ids()).isEqualTo(tokens.ids());
            });
        }
    }

    @Test
    void a_purge_outlives_restarts_and_what_comes_after_it_is_kept() throws IOException {
        try (var first = new Run()) {
            first.store(1, ANSWER);
            first.store(2, ANSWER);
            first.purges.purge(Purge.hard(new PurgeTarget.Key(key(1))));
        }
        try (var second = new Run()) {
            assertThat(second.has(1)).isFalse();
            assertThat(second.has(2)).isTrue();
            second.purges.purge(Purge.hard(new PurgeTarget.GroupOfAll("news")));
            second.store(1, ANSWER);
        }
        try (var third = new Run()) {
            assertThat(third.has(1)).isTrue();
            assertThat(third.has(2)).isFalse();
        }
    }

    @Test
    void what_a_purge_of_another_node_or_a_soft_one_covers_does_not_come_back() throws IOException {
        try (var first = new Run()) {
            first.store(1, ANSWER);
            first.purges.purgeHere(Purge.soft(new PurgeTarget.Region("KR")));
        }
        try (var second = new Run()) {
            assertThat(second.has(1)).isFalse();
        }
    }

    @Test
    void of_two_answers_to_one_question_the_younger_comes_back() throws IOException {
        CachedAnswer younger = Replies.answer(Replies.chat("younger"));
        try (var first = new Run()) {
            first.store(1, ANSWER);
        }
        epochMs += 5_000;
        try (var second = new Run()) {
            second.store(1, younger);
        }
        try (var third = new Run()) {
            var found = (Hit) third.cache.lookup(key(1), Form.JSON, null, CacheDirectives.NONE);

            assertThat(found.entry().answer().form(Form.JSON).body())
                    .isEqualTo(younger.form(Form.JSON).body());
        }
    }

    @Test
    void without_a_journal_of_purges_nothing_on_disk_is_trusted() throws IOException {
        try (var first = new Run()) {
            first.store(1, ANSWER);
        }
        Files.delete(folder().resolve(PurgeJournal.NAME));
        try (var second = new Run()) {
            assertThat(second.has(1)).isFalse();
            assertThat(second.disk.stats().segments()).isZero();
        }
    }

    @Test
    void only_the_user_of_the_node_can_read_what_is_kept() throws IOException {
        try (var first = new Run()) {
            first.store(1, ANSWER);
            try (Stream<Path> files = Files.list(folder())) {
                assertThat(files)
                        .hasSize(3)
                        .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
            }
            assertThat(mode(folder())).isEqualTo("rwx------");
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void two_nodes_do_not_share_a_folder() throws IOException {
        try (var first = new Run()) {
            assertThatThrownBy(Run::new).isInstanceOf(IOException.class).hasMessageContaining("another node");
            first.store(1, ANSWER);
        }
    }

    @Test
    void a_purge_of_everything_deletes_the_files_of_before() throws IOException {
        try (var first = new Run()) {
            first.store(1, ANSWER);
        }
        try (var second = new Run()) {
            assertThat(second.disk.stats().segments()).isEqualTo(1);
            second.purges.purge(Purge.hard(new PurgeTarget.All()));

            await().atMost(PATIENCE).until(() -> second.disk.stats().segments() == 0);
        }
    }

    @Test
    void the_disk_holds_no_more_than_it_may_and_the_youngest_stay() throws IOException {
        String large = "x".repeat(30_000);
        try (var first = new Run()) {
            for (int i = 0; i < 300; i++) {
                first.hand(i, Replies.answer(Replies.chat(i + large)));
            }
            await().atMost(PATIENCE).until(() -> first.disk.stats().written() == 300);
            assertThat(first.disk.stats().bytes()).isLessThanOrEqualTo(DISK.bytesMax());
        }
        try (var second = new Run()) {
            assertThat(second.has(299)).isTrue();
            assertThat(second.disk.stats().loaded()).isBetween(20L, 40L);
        }
    }
}
