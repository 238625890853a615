package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.ReuseScope;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may go on from what a slot has read, and who hears of it. */
@Timeout(60)
class ReuseScopeTest {
    private static final int[] PROMPT = IntStream.range(0, 64).map(i -> i % 7).toArray();

    private final ScriptedDecoder decoder = new ScriptedDecoder(1);
    private final Generator generator = decoder.generator();

    @AfterEach
    void close() {
        generator.close();
    }

    private Generated ask(ReuseScope scope) throws Exception {
        return generator.answer(ScriptedDecoder.from(2, PROMPT), Call.patient().within(scope));
    }

    @ParameterizedTest
    @CsvSource({"acme,'',evil,''", "acme,ann,acme,ben", "acme,ann,acme,''", "acme,'',acme,ann", "'','',acme,''"})
    void what_was_read_in_one_scope_is_read_anew_in_another(String tenant, String user, String other, String otherUser)
            throws Exception {
        ask(ReuseScope.of(tenant, user));
        decoder.asked.clear();

        Generated answer = ask(ReuseScope.of(other, otherUser));

        assertThat(answer.promptTokensReused()).isZero();
        assertThat(decoder.asked).first().isEqualTo("read 0 0-64");
    }

    @Test
    void what_was_read_in_a_scope_serves_it_again_until_another_took_the_slot() throws Exception {
        ReuseScope acme = ReuseScope.of("acme", "");
        ask(acme);
        Generated again = ask(acme);
        ask(ReuseScope.of("evil", ""));
        Generated after = ask(acme);

        assertThat(again.promptTokensReused()).isEqualTo(62);
        assertThat(after.promptTokensReused()).isZero();
    }

    @Test
    void what_another_scope_reads_just_now_is_not_copied_and_what_the_same_one_reads_is() throws Exception {
        var hold = new CountDownLatch(1);
        var reading = new CountDownLatch(1);
        var shared = new ScriptedDecoder(3);
        try (Generator many = shared.generator();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            // It keeps its slot for as long as its caller does not take what was written.
            Generate held = ScriptedDecoder.from(200, PROMPT).heardBy(delta -> {
                reading.countDown();
                await(hold);
            });
            Future<Generated> first =
                    callers.submit(() -> many.answer(held, Call.patient().within(ReuseScope.of("acme", ""))));
            reading.await();
            Generated other =
                    many.answer(ScriptedDecoder.from(2, PROMPT), Call.patient().within(ReuseScope.of("evil", "")));
            List<String> before = List.copyOf(shared.asked);
            Generated same =
                    many.answer(ScriptedDecoder.from(2, PROMPT), Call.patient().within(ReuseScope.of("acme", "")));
            hold.countDown();

            assertThat(first.get().promptTokensReused()).isZero();
            assertThat(other.promptTokensReused()).isZero();
            assertThat(before).noneMatch(run -> run.startsWith("copy"));
            assertThat(same.promptTokensReused()).isEqualTo(62);
            assertThat(shared.asked).contains("copy 0>2 0-62");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobodys_prompts_serve_nobody_twice() throws Exception {
        ask(ReuseScope.NOBODY);

        assertThat(ask(ReuseScope.NOBODY).promptTokensReused()).isZero();
    }
}
