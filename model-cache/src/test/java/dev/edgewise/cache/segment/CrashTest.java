package dev.edgewise.cache.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ends the process or the machine at every single byte that is written, and every other change of the folder. */
class CrashTest {
    private static final int ANSWERS = 9;
    /** Nothing has to give way. */
    private static final long ROOMY = 16 * 1_200;
    /** Segments come and go. */
    private static final long TIGHT = 16 * 420;

    /** Held, so that its level is not forgotten. */
    private static final Logger LOG = Logger.getLogger(SegmentStore.class.getName());

    private final Random random = new Random(11);

    /** Some ten thousand starts after a crash would each tell what they found. */
    @BeforeAll
    static void be_quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak_again() {
        LOG.setLevel(null);
    }

    @Test
    void a_process_killed_at_any_byte_leaves_all_that_was_written_and_nothing_that_was_purged() throws IOException {
        atEveryStep(ROOMY, (script, folder) -> script.checkWhole(folder.killed()));
    }

    @Test
    void with_segments_giving_way_nothing_purged_comes_back_either() throws IOException {
        atEveryStep(TIGHT, (script, folder) -> script.checkTrusted(folder.killed()));
    }

    @Test
    void a_machine_that_stops_at_any_byte_brings_back_nothing_that_was_purged() throws IOException {
        atEveryStep(ROOMY, (script, folder) -> script.checkTrusted(folder.powerless(random)));
        atEveryStep(TIGHT, (script, folder) -> script.checkTrusted(folder.powerless(random)));
    }

    @Test
    void after_a_crash_the_folder_is_used_on() throws IOException {
        for (long step = 0; ; step += 37) {
            var script = new Script(ANSWERS, ROOMY);
            var folder = new CrashingFolder(step);
            boolean done = script.run(folder);
            script.playOn(random.nextBoolean() ? folder.killed() : folder.powerless(random));
            if (done) {
                return;
            }
        }
    }

    @Test
    void bits_that_turn_round_bring_back_neither_strange_nor_purged_answers() throws IOException {
        var script = new Script(ANSWERS, ROOMY);
        var whole = new CrashingFolder(Long.MAX_VALUE);
        assertThat(script.run(whole)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            CrashingFolder bent = whole.killed();
            List<String> names = bent.names();
            String name = names.get(random.nextInt(names.size()));
            int bits = 8 * (int) bent.size(name);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bent.flip(name, random.nextInt(bits));
            }
            script.checkTrusted(bent);
        }
    }

    @FunctionalInterface
    private interface Check {
        void check(Script script, CrashingFolder folder) throws IOException;
    }

    private static void atEveryStep(long bytesMax, Check check) throws IOException {
        for (long step = 0; ; step++) {
            var script = new Script(ANSWERS, bytesMax);
            var folder = new CrashingFolder(step);
            boolean done = script.run(folder);
            check.check(script, folder);
            if (done) {
                assertThat(folder.steps()).isGreaterThan(3_000);
                return;
            }
        }
    }
}
