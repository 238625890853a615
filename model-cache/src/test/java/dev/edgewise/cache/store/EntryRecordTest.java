package dev.edgewise.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.answer.Replies;
import dev.edgewise.cache.key.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EntryRecordTest {
    private static final CacheSettings SETTINGS = new CacheSettings(1 << 20, 1 << 16, 100, 60, 3_600, 0, 30, 20, 0);
    private static final CacheKey KEY = new CacheKey(1, -2, 3, Long.MIN_VALUE);
    private static final Labels LABELS = new Labels("acme", "chat", "llama", "0.731", "KR", List.of("news", "날씨"));
    private static final CachedAnswer ANSWER = Replies.answer(Replies.chat("안녕 👋"));
    private static final EntryRecord RECORD =
            new EntryRecord(KEY, ANSWER, LABELS, 1_200, 1_000_000, 60_000, 0, 30_000, 7_000);

    private long nowNanos = TimeUnit.HOURS.toNanos(5);
    private final ResponseCache cache = new ResponseCache(SETTINGS, () -> nowNanos, new Random(1));

    @Test
    void a_record_comes_back_as_it_was_in_every_form() throws IOException {
        EntryRecord read = EntryRecord.decode(RECORD.encode(), 1 << 16);

        assertThat(read.key()).isEqualTo(KEY);
        assertThat(read.labels()).isEqualTo(LABELS);
        assertThat(List.of(read.makeMs(), read.storedEpochMs(), read.ttlMs()))
                .containsExactly(1_200L, 1_000_000L, 60_000L);
        assertThat(List.of(read.revalidateMs(), read.errorMs(), read.acceptMs()))
                .containsExactly(0L, 30_000L, 7_000L);
        assertThat(read.answer().usage()).isEqualTo(ANSWER.usage());
        for (Form form : Form.values()) {
            assertThat(body(read.answer(), form)).isEqualTo(body(ANSWER, form));
        }
    }

    @Test
    void a_record_of_the_version_before_is_read_and_leaves_callers_nothing_to_accept() throws IOException {
        byte[] now = RECORD.encode();
        int acceptAt = 0;
        for (int at = 0; at + 8 <= now.length; at++) {
            if (ByteBuffer.wrap(now, at, 8).getLong() == RECORD.acceptMs()) {
                acceptAt = at;
                break;
            }
        }
        byte[] before = new byte[now.length - 8];
        System.arraycopy(now, 0, before, 0, acceptAt);
        System.arraycopy(now, acceptAt + 8, before, acceptAt, before.length - acceptAt);
        before[0] = 2;

        EntryRecord read = EntryRecord.decode(before, 1 << 16);
        assertThat(List.of(read.ttlMs(), read.errorMs(), read.acceptMs())).containsExactly(60_000L, 30_000L, 0L);
        assertThat(body(read.answer(), Form.SSE)).isEqualTo(body(ANSWER, Form.SSE));
    }

    @Test
    void what_is_cut_short_or_has_something_behind_it_is_no_record() {
        byte[] whole = RECORD.encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> EntryRecord.decode(cut, 1 << 16)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> EntryRecord.decode(Arrays.copyOf(whole, whole.length + 1), 1 << 16))
                .hasMessageContaining("behind the entry");
        assertThatThrownBy(() -> EntryRecord.decode(whole, 10)).hasMessageContaining("10 are the most");
    }

    @Test
    void a_record_is_taken_in_with_the_age_it_has_by_now() {
        CacheEntry taken = cache.adopt(RECORD, 1_000_000 + 25_000, cache.epoch());

        assertThat(taken).isNotNull();
        assertThat(taken.ageNanos(nowNanos)).isEqualTo(TimeUnit.SECONDS.toNanos(25));
        assertThat(cache.record(taken, 1_025_000)).isEqualTo(RECORD);
    }

    @Test
    void a_record_past_its_staleness_or_purged_since_is_not_taken_in() {
        assertThat(cache.adopt(RECORD, 1_000_000 + 90_000, cache.epoch())).isNull();

        long before = cache.epoch();
        cache.purge(Purge.hard(new PurgeTarget.Tenant("acme")));
        assertThat(cache.adopt(RECORD, 1_000_000, before)).isNull();
        assertThat(cache.adopt(RECORD, 1_000_000, cache.epoch())).isNotNull();
    }

    @Test
    void a_younger_entry_stays_when_an_older_record_comes() {
        CacheEntry young = cache.adopt(RECORD, 1_000_000 + 1_000, cache.epoch());
        var old = new EntryRecord(KEY, ANSWER, LABELS, 1_200, 1_000_000 - 9_000, 60_000);

        assertThat(cache.adopt(old, 1_001_000, cache.epoch())).isSameAs(young);
    }

    @Test
    void a_purged_entry_gives_way_to_an_older_record_that_was_not() {
        cache.adopt(RECORD, 1_001_000, cache.epoch());
        cache.purge(Purge.hard(new PurgeTarget.Tenant("acme")));
        var other = new EntryRecord(KEY, ANSWER, LABELS, 1, 1_000_000 - 9_000, 60_000);

        assertThat(cache.adopt(other, 1_001_000, cache.epoch()))
                .isNotNull()
                .extracting(CacheEntry::makeMs)
                .isEqualTo(1L);
    }

    private static byte[] body(CachedAnswer answer, Form form) {
        Rendered rendered = answer.form(form);
        return rendered == null ? new byte[0] : rendered.body();
    }
}
