package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real model from Maven Central, end to end. */
@Timeout(120)
class LocalEngineTest {
    private static final ModelId MINILM = ModelCatalog.ALL_MINILM_L6_V2_Q;

    @TempDir
    static Path folder;

    private static LocalEngine engine;

    @BeforeAll
    static void start() {
        engine = open();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static LocalEngine open() {
        return new LocalEngine(
                ModelCatalog.embedded(),
                folder,
                new LocalLimits(
                        new ScheduleLimits(2, 4096, 64), 1, 64, GenerationLimits.ofCores(2), Footprint.UNBOUNDED),
                System::nanoTime);
    }

    private static Embeddings embed(String... texts) throws Exception {
        return (Embeddings) engine.answer(Embed.ofTexts(MINILM, List.of(texts)), Call.patient());
    }

    private static Fault faultOf(Embed work) {
        return faultOf(engine, work, Call.patient());
    }

    private static Fault faultOf(LocalEngine engine, Embed work, Call call) {
        return catchThrowableOfType(EngineException.class, () -> engine.answer(work, call))
                .fault();
    }

    private static double cosine(Embeddings answer, int a, int b) {
        double dot = 0;
        for (int i = 0; i < answer.dimensions(); i++) {
            dot += answer.at(a, i) * answer.at(b, i);
        }
        return dot;
    }

    @Test
    void a_paraphrase_is_nearer_than_another_subject() throws Exception {
        Embeddings answer = embed(
                "What will the weather be like in Seoul tomorrow?",
                "Seoul weather forecast for tomorrow",
                "How do I reset my bank password?");

        assertThat(cosine(answer, 0, 1)).isGreaterThan(0.8);
        assertThat(cosine(answer, 0, 2)).isLessThan(0.2);
        assertThat(cosine(answer, 1, 2)).isLessThan(0.2);
    }

    @Test
    void vectors_have_384_dimensions_and_length_one() throws Exception {
        Embeddings answer = embed("a", "안녕하세요, 오늘 날씨 어때요?", "🙂🙃", " ");

        assertThat(answer.count()).isEqualTo(4);
        assertThat(answer.dimensions()).isEqualTo(384);
        for (int i = 0; i < answer.count(); i++) {
            assertThat(cosine(answer, i, i)).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void the_same_text_has_the_same_vector_to_the_bit_alone_or_in_a_list() throws Exception {
        String text = "Take the blue line to City Hall.";
        float[] alone = embed(text).vector(0);
        Embeddings list = embed("Something else entirely", text, "and a third, much longer one, about nothing at all");

        assertThat(embed(text).vector(0)).isEqualTo(alone);
        assertThat(list.vector(1)).isEqualTo(alone);
    }

    @Test
    void special_tokens_are_counted() throws Exception {
        // [CLS] hello world [SEP] and [CLS] hello [SEP]
        assertThat(embed("hello world", "hello").usage()).isEqualTo(new Usage(7, 0));
    }

    @Test
    void token_ids_give_the_vector_of_their_text() throws Exception {
        Embed tokens = new Embed(MINILM, List.of(new TextInput.TokenIds(101, 7592, 2088, 102)), OptionalInt.of(384));
        Embeddings answer = (Embeddings) engine.answer(tokens, Call.patient());

        assertThat(answer.vector(0)).isEqualTo(embed("hello world").vector(0));
        assertThat(answer.usage().promptTokens()).isEqualTo(4);
    }

    @Test
    void a_text_of_exactly_the_limit_is_read_and_one_token_more_is_refused() throws Exception {
        assertThat(embed("word ".repeat(254)).usage().promptTokens()).isEqualTo(256);

        Fault fault = faultOf(Embed.ofTexts(MINILM, List.of("fine", "word ".repeat(255))));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG);
        assertThat(fault.message()).contains("input 1", "257 tokens", "at most 256");
        assertThat(fault.retryable()).isFalse();
    }

    @Test
    void a_text_of_megabytes_is_refused_before_it_is_tokenized() {
        Fault fault = faultOf(Embed.ofTexts(MINILM, List.of("x".repeat(5_000_000))));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG);
        assertThat(fault.message()).contains("5000000 characters");
    }

    @Test
    void malformed_work_is_refused_with_what_to_do() {
        assertThat(faultOf(Embed.ofTexts(MINILM, List.of())).message()).contains("at least one");
        assertThat(faultOf(Embed.ofTexts(MINILM, List.of("a", ""))).message()).contains("input 1 is empty");
        assertThat(faultOf(Embed.ofTexts(
                                MINILM,
                                IntStream.range(0, 65).mapToObj(i -> "a").toList()))
                        .message())
                .contains("at most 64");
        assertThat(faultOf(new Embed(MINILM, List.of(new TextInput.Text("a")), OptionalInt.of(256)))
                        .message())
                .contains("384");
        Fault tokens =
                faultOf(new Embed(MINILM, List.of(new TextInput.TokenIds(101, 90_000, 102)), OptionalInt.empty()));
        assertThat(tokens.kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(tokens.message()).contains("token 90000", "30521");
        assertThat(faultOf(new Embed(MINILM, List.of(new TextInput.TokenIds()), OptionalInt.empty()))
                        .kind())
                .isEqualTo(Fault.Kind.INPUT_INVALID);
    }

    @Test
    void an_unknown_model_is_told_which_exist() {
        Fault fault = faultOf(Embed.ofTexts(new ModelId("no-such-model"), List.of("a")));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.MODEL_UNKNOWN);
        assertThat(fault.message()).contains("no-such-model", MINILM.value());
    }

    @Test
    void text_that_no_encoding_allows_does_not_hurt_the_node() throws Exception {
        // A lone surrogate, a zero character, and a pair out of order.
        assertThat(embed("a\ud800b", "a\u0000b", "\udc00\ud83d").count()).isEqualTo(3);
        assertThat(embed("still here").count()).isEqualTo(1);
    }

    @Test
    void many_callers_at_once_each_get_their_own_vector() throws Exception {
        List<String> texts = IntStream.range(0, 48)
                .mapToObj(i -> "Text number " + i + " word".repeat(i % 7))
                .toList();
        List<float[]> alone = new ArrayList<>();
        for (String text : texts) {
            alone.add(embed(text).vector(0));
        }
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[]>> together = callers.invokeAll(texts.stream()
                    .<Callable<float[]>>map(text -> () -> embed(text).vector(0))
                    .toList());
            for (int i = 0; i < texts.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i));
            }
        }
        assertThat(engine.load().tokensQueued()).isZero();
        assertThat(engine.load().jobsQueued()).isZero();
    }

    @Test
    void a_deadline_that_has_passed_is_answered_without_running() {
        Call late = Call.until(Deadline.after(Duration.ofNanos(-1), System.nanoTime()));

        assertThat(faultOf(engine, Embed.ofTexts(MINILM, List.of("a")), late).kind())
                .isEqualTo(Fault.Kind.DEADLINE);
    }

    @Test
    void the_caller_does_its_own_work_on_its_own_thread_and_has_its_vector_all_the_same() throws Exception {
        List<Thread> on = new ArrayList<>();
        Call busy = Call.patient().doing(() -> on.add(Thread.currentThread()));

        var answer = (Embeddings) engine.answer(Embed.ofTexts(MINILM, List.of("a")), busy);

        assertThat(on).containsExactly(Thread.currentThread());
        var plain = (Embeddings) engine.answer(Embed.ofTexts(MINILM, List.of("a")), Call.patient());
        assertThat(answer.vector(0)).isEqualTo(plain.vector(0));
    }

    @Test
    void what_fails_on_the_callers_thread_fails_the_call_and_no_other() throws Exception {
        Call failing = Call.patient().doing(() -> {
            throw new IllegalStateException("own");
        });

        assertThatThrownBy(() -> engine.answer(Embed.ofTexts(MINILM, List.of("a")), failing))
                .hasMessage("own");
        assertThat(engine.answer(Embed.ofTexts(MINILM, List.of("a")), Call.patient()))
                .isInstanceOf(Embeddings.class);
    }

    @Test
    void a_cancelled_call_ends_and_leaves_nothing_queued() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        Fault fault = faultOf(engine, Embed.ofTexts(MINILM, List.of("a")), new Call(Deadline.none(), cancellation));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.CANCELLED);
        assertThat(engine.load().tokensQueued()).isZero();
    }

    @Test
    void closing_under_load_answers_or_refuses_every_caller() throws Exception {
        LocalEngine closing = open();
        closing.load(MINILM, Call.patient());
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Fault.Kind>> outcomes = Stream.generate(() -> callers.submit(() -> {
                        try {
                            while (true) {
                                closing.answer(Embed.ofTexts(MINILM, List.of("some text to embed")), Call.patient());
                            }
                        } catch (EngineException e) {
                            return e.fault().kind();
                        }
                    }))
                    .limit(8)
                    .toList();
            while (closing.load().jobsQueued() < 4) {
                Thread.onSpinWait();
            }
            closing.close();
            for (Future<Fault.Kind> outcome : outcomes) {
                assertThat(outcome.get()).isEqualTo(Fault.Kind.CLOSED);
            }
        }
        assertThat(faultOf(closing, Embed.ofTexts(MINILM, List.of("a")), Call.patient())
                        .kind())
                .isEqualTo(Fault.Kind.CLOSED);
    }

    @Test
    void many_first_callers_load_the_model_once() throws Exception {
        try (LocalEngine cold = open();
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(cold.ready()).isEmpty();
            List<Future<Integer>> answers = callers.invokeAll(Stream.<Callable<Integer>>generate(() -> () ->
                            ((Embeddings) cold.answer(Embed.ofTexts(MINILM, List.of("a")), Call.patient())).count())
                    .limit(8)
                    .toList());
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(1);
            }
            assertThat(cold.ready()).containsExactly(MINILM);
        }
    }
}
