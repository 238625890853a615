package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ResponseFormat;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real chat model, in the export whose texts share a memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneratorTest {
    private static final List<String> QUESTIONS = List.of(
            "What is the capital of France?",
            "Write a short poem about the sea, the moon and a lighthouse keeper who waits for a letter.",
            "Name three colours.",
            "Explain in two sentences why the sky is blue during the day and red in the evening.",
            "Hi",
            "List the planets of the solar system in order from the sun and say one thing about each.",
            "What is 17 plus 25?",
            "Translate 'good morning' into Spanish.");

    private Generator generator;

    @BeforeAll
    void load() throws Exception {
        RealModel.assumePresent();
        generator = RealModel.generator(RealModel.SHARED, 8);
    }

    @AfterAll
    void unload() {
        if (generator != null) {
            generator.close();
        }
    }

    private String text(Generate work) throws Exception {
        return generator.answer(work, Call.patient()).choices().getFirst().text();
    }

    private List<String> together(List<Generate> works) throws Exception {
        List<String> texts = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers =
                    works.stream().map(work -> callers.submit(() -> text(work))).toList();
            for (Future<String> answer : answers) {
                texts.add(answer.get());
            }
        }
        return texts;
    }

    @Test
    void the_model_answers_a_question() throws Exception {
        Generated answer = generator.answer(RealModel.greedy(QUESTIONS.getFirst(), 32), Call.patient());

        GeneratedChoice choice = answer.choices().getFirst();
        assertThat(choice.text()).contains("Paris");
        assertThat(choice.finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().promptTokens()).isGreaterThan(10);
        assertThat(answer.usage().completionTokens()).isBetween(5L, 32L);
        assertThat(choice.confidence().meanLogprob()).isBetween(-3.0, 0.0);
        assertThat(choice.confidence().minLogprob())
                .isLessThanOrEqualTo(choice.confidence().meanLogprob());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void texts_written_together_are_those_written_alone(int many) throws Exception {
        List<Generate> works = QUESTIONS.subList(0, many).stream()
                .map(question -> RealModel.greedy(question, 40))
                .toList();
        List<String> alone = new ArrayList<>();
        for (Generate work : works) {
            alone.add(text(work));
        }

        assertThat(together(works)).isEqualTo(alone);
    }

    @Test
    void the_same_seed_gives_the_same_text_and_another_seed_another() throws Exception {
        Generate first = new Generate(
                RealModel.ID,
                RealModel.chat(QUESTIONS.get(1)),
                new Sampling(1, 0.95, 50, 0.01, 1.1, 0.1, 0.1, java.util.OptionalLong.of(7), java.util.Map.of()),
                List.of(),
                OptionalInt.of(30),
                2,
                OptionalInt.empty(),
                new ResponseFormat.Text(),
                DeltaListener.NONE);

        List<GeneratedChoice> once = generator.answer(first, Call.patient()).choices();
        List<GeneratedChoice> again = generator.answer(first, Call.patient()).choices();

        assertThat(again).isEqualTo(once);
        assertThat(once.get(0).text()).isNotEqualTo(once.get(1).text());
    }

    @Test
    void a_stream_is_the_whole_text_in_pieces() throws Exception {
        List<Delta> deltas = new ArrayList<>();
        Generate work = streaming(QUESTIONS.get(5), 60, List.of(), deltas::add);

        GeneratedChoice whole = generator.answer(work, Call.patient()).choices().getFirst();

        assertThat(deltas.size()).isGreaterThan(20);
        assertThat(String.join("", deltas.stream().map(Delta::text).toList())).isEqualTo(whole.text());
        assertThat(deltas.getLast().finish()).contains(whole.finish());
    }

    @Test
    void a_stop_text_ends_the_answer_and_is_not_part_of_it() throws Exception {
        String full = text(RealModel.greedy(QUESTIONS.get(5), 60));
        String stop = full.substring(full.length() / 2 - 3, full.length() / 2 + 4);

        List<Delta> deltas = new ArrayList<>();
        GeneratedChoice cut = generator
                .answer(streaming(QUESTIONS.get(5), 60, List.of(stop), deltas::add), Call.patient())
                .choices()
                .getFirst();

        assertThat(cut.text()).isEqualTo(full.substring(0, full.indexOf(stop)));
        assertThat(cut.finish()).isEqualTo(FinishReason.STOP);
        assertThat(String.join("", deltas.stream().map(Delta::text).toList())).isEqualTo(cut.text());
    }

    @Test
    void a_conversation_that_goes_on_reads_only_what_is_new_and_says_the_same() throws Exception {
        String question = "Tell me about the history of the city of Rome, its emperors and its famous buildings.";
        String reply = text(RealModel.greedy(question, 24));
        Prompt longer = Prompt.Chat.of(List.of(
                ChatMessage.of("user", question),
                ChatMessage.of("assistant", reply),
                ChatMessage.of("user", "And what about Florence?")));
        Generate next = Generate.of(RealModel.ID, longer, Sampling.greedy(), 24);

        Generated reused = generator.answer(next, Call.patient());

        assertThat(reused.promptTokensReused()).isGreaterThan(30);
        try (Generator fresh = RealModel.generator(RealModel.SHARED, 1)) {
            Generated alone = fresh.answer(next, Call.patient());
            assertThat(alone.promptTokensReused()).isZero();
            assertThat(reused.choices().getFirst().text())
                    .isEqualTo(alone.choices().getFirst().text());
        }
    }

    @Test
    void a_prompt_that_another_text_is_using_is_copied_and_says_the_same() throws Exception {
        String rules = "You answer shortly. " + String.join(" ", QUESTIONS) + " Those were examples. ";
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Generate first = streaming(rules + QUESTIONS.get(1), 90, List.of(), delta -> {
            begun.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Generate second = RealModel.greedy(rules + QUESTIONS.getFirst(), 24);
        try (Generator two = RealModel.generator(RealModel.SHARED, 2);
                Generator fresh = RealModel.generator(RealModel.SHARED, 1);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Generated> held = callers.submit(() -> two.answer(first, Call.patient()));
            begun.await();
            // It is not written to its end while nobody hears of it: its slot is in use, if it is long enough.
            Generated copied = two.answer(second, Call.patient());
            release.countDown();

            assertThat(copied.promptTokensReused()).isGreaterThan(100);
            Generated alone = fresh.answer(second, Call.patient());
            assertThat(alone.promptTokensReused()).isZero();
            assertThat(copied.choices().getFirst().text())
                    .isEqualTo(alone.choices().getFirst().text());
            assertThat(held.get().choices().getFirst().text())
                    .isEqualTo(fresh.answer(RealModel.greedy(rules + QUESTIONS.get(1), 90), Call.patient())
                            .choices()
                            .getFirst()
                            .text());
        }
    }

    @Test
    void an_answer_under_a_schema_is_valid() throws Exception {
        String schema = """
                {"type":"object","properties":{"name":{"type":"string","maxLength":20},"age":{"type":"integer"},
                "tags":{"type":"array","items":{"enum":["a","b"]},"minItems":1,"maxItems":3}},
                "required":["name","age","tags"],"additionalProperties":false}""";
        Generate work = new Generate(
                RealModel.ID,
                RealModel.chat("Describe a person as JSON."),
                Sampling.of(1).seeded(3),
                List.of(),
                OptionalInt.of(200),
                1,
                OptionalInt.of(2),
                new ResponseFormat.JsonSchema(schema),
                DeltaListener.NONE);

        GeneratedChoice choice =
                generator.answer(work, Call.patient()).choices().getFirst();

        var json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(choice.text());
        assertThat(json.get("name").isTextual()).isTrue();
        assertThat(json.get("age").isIntegralNumber()).isTrue();
        assertThat(json.get("tags").size()).isBetween(1, 3);
        assertThat(choice.finish()).isEqualTo(FinishReason.STOP);
        assertThat(choice.logprobs())
                .isNotEmpty()
                .allSatisfy(report -> assertThat(report.top()).hasSize(2));
    }

    @Test
    void cancelling_frees_the_slot_at_once() throws Exception {
        Cancellation cancellation = new Cancellation();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Fault.Kind> ended = new CompletableFuture<>();
        Generate work = streaming(QUESTIONS.get(1), 1500, List.of(), delta -> begun.countDown());
        Thread.ofVirtual().start(() -> {
            try {
                generator.answer(work, new Call(Deadline.none(), cancellation));
                ended.completeExceptionally(new AssertionError("it was not cancelled"));
            } catch (EngineException e) {
                ended.complete(e.fault().kind());
            } catch (InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
        begun.await();

        cancellation.cancel();

        assertThat(ended.get()).isEqualTo(Fault.Kind.CANCELLED);
        Awaitility.await()
                .until(() ->
                        generator.load().slotsUsed() == 0 && generator.load().jobs() == 0);
    }

    @Test
    void a_reader_that_stalls_does_not_hold_up_others() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger heard = new AtomicInteger();
        CompletableFuture<String> slow = new CompletableFuture<>();
        Generate work = streaming(QUESTIONS.get(1), 150, List.of(), delta -> {
            heard.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.ofVirtual().start(() -> {
            try {
                slow.complete(text(work));
            } catch (Exception e) {
                slow.completeExceptionally(e);
            }
        });
        Awaitility.await().until(() -> heard.get() == 1);

        assertThat(text(RealModel.greedy(QUESTIONS.getFirst(), 16))).contains("Paris");
        assertThat(slow).isNotDone();
        release.countDown();

        assertThat(slow.get()).isEqualTo(text(RealModel.greedy(QUESTIONS.get(1), 150)));
    }

    @Test
    void what_does_not_fit_the_context_is_refused_clearly() {
        Generate tooLong = Generate.of(
                RealModel.ID, new Prompt.Plain(new TextInput.Text("word ".repeat(100_000))), Sampling.greedy(), 10);
        Generate tooMuch = RealModel.greedy("Hi", 5_000);

        assertThatThrownBy(() -> generator.answer(tooLong, Call.patient()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG))
                .hasMessageContaining("2048 tokens");
        assertThatThrownBy(() -> generator.answer(tooMuch, Call.patient()))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG))
                .hasMessageContaining("max_tokens is 5000");
    }

    private static Generate streaming(String question, int tokensMax, List<String> stops, DeltaListener listener) {
        return new Generate(
                RealModel.ID,
                RealModel.chat(question),
                Sampling.greedy(),
                stops,
                OptionalInt.of(tokensMax),
                1,
                OptionalInt.empty(),
                new ResponseFormat.Text(),
                listener);
    }
}
