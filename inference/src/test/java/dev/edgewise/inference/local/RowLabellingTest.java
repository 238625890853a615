package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classifiers of rows of numbers, run by ONNX Runtime, against the same sums done here. */
@Timeout(120)
class RowLabellingTest {
    private static final String LABELS = "labels: [first, second, neither]\n";
    private static final int BOOL = 9;
    private static final int INT64 = 7;

    @TempDir
    static Path folder;

    private static LocalEngine engine;

    @BeforeAll
    static void start() throws IOException {
        byte[] plain = RowGraphs.threeOfTwo(-1, "", "logits");
        engine = new LocalEngine(
                new ModelCatalog(List.of(
                        card("any", plain, LABELS),
                        card("small-batches", plain, LABELS + "batch_max: 2\n"),
                        card("one", RowGraphs.threeOfTwo(1, "", "logits"), LABELS),
                        card("four", RowGraphs.threeOfTwo(4, "", "logits"), LABELS),
                        card("softmax", RowGraphs.threeOfTwo(-1, "Softmax", "probabilities"), LABELS),
                        card("lie", plain, LABELS + "scores: probabilities\n"),
                        card("two", RowGraphs.ofTwoInputs(), LABELS),
                        card("log", RowGraphs.threeOfTwo(-1, "Log", "logits"), LABELS),
                        card("wide", wide(), LABELS),
                        card("shared-scale", RowGraphs.ofOneScale(-1), LABELS),
                        card("shared-scale-of-four", RowGraphs.ofOneScale(4), LABELS),
                        card("endless", endless(), "labels: [low, high]\n"),
                        raw("raw", plain))),
                folder,
                LocalLimits.ofCores(2),
                System::nanoTime);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static ModelCard card(String name, byte[] model, String manifest) throws IOException {
        return read(name, model, "task: classify\n" + manifest);
    }

    private static ModelCard raw(String name, byte[] model) throws IOException {
        return read(name, model, "task: infer\n");
    }

    private static ModelCard read(String name, byte[] model, String manifest) throws IOException {
        Path root = Files.createDirectories(folder.resolve(name));
        Files.write(root.resolve("model.onnx"), model);
        Files.writeString(root.resolve("edgewise.yaml"), manifest);
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(root, Optional.empty())
                .card(new ModelId(name));
    }

    /** Rows of any length, 1,024 in each run. */
    private static byte[] wide() {
        Onnx graph = Onnx.message()
                .put(1, RowGraphs.node("Identity", "x", "logits"))
                .text(2, "g")
                .put(11, Onnx.port("x", RowGraphs.FLOAT, 1_024, -1))
                .put(12, Onnx.port("logits", RowGraphs.FLOAT, 1_024, -1));
        return Onnx.model(graph).toBytes();
    }

    /** {@code while (max(x) > 0.5) sum += 1}. */
    private static byte[] endless() {
        Onnx body = Onnx.message()
                .put(1, RowGraphs.node("Identity", "on", "stays"))
                .put(1, RowGraphs.node("Add", "sum", "ones", "more"))
                .text(2, "body")
                .put(11, Onnx.port("turn", INT64))
                .put(11, Onnx.port("on", BOOL))
                .put(11, Onnx.port("sum", RowGraphs.FLOAT, 1, 2))
                .put(12, Onnx.port("stays", BOOL))
                .put(12, Onnx.port("more", RowGraphs.FLOAT, 1, 2));
        Onnx loop = Onnx.message().text(1, "body").put(6, body).varint(20, 5);
        Onnx flat = Onnx.message().text(1, "keepdims").varint(3, 0).varint(20, 2);
        Onnx graph = Onnx.message()
                .put(1, RowGraphs.node("ReduceMax", "x", "largest").put(5, flat))
                .put(1, RowGraphs.node("Greater", "largest", "half", "large"))
                .put(1, RowGraphs.node("Loop", "", "large", "start", "logits").put(5, loop))
                .text(2, "g")
                .put(5, RowGraphs.floats("half", new long[0], 0.5f))
                .put(5, RowGraphs.floats("start", new long[] {1, 2}, 2, 1))
                .put(5, RowGraphs.floats("ones", new long[] {1, 2}, 1, 1))
                .put(11, Onnx.port("x", RowGraphs.FLOAT, 1, 1))
                .put(12, Onnx.port("logits", RowGraphs.FLOAT, 1, 2));
        return Onnx.model(graph).toBytes();
    }

    private static Tensor floats(String name, long[] shape, float... values) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Tensor.of(name, TensorType.FP32, Shape.of(shape), bytes);
    }

    private static Tensor doubles(String name, long[] shape, double... values) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        return Tensor.of(name, TensorType.FP64, Shape.of(shape), bytes);
    }

    private static ClassifyTensors pairs(String model, float... values) throws Exception {
        return new ClassifyTensors(new ModelId(model), List.of(floats("x", new long[] {values.length / 2, 2}, values)));
    }

    private static Classified label(Work work) throws Exception {
        return (Classified) engine.answer(work, Call.patient());
    }

    private static Fault refused(Work work) throws Exception {
        try {
            engine.answer(work, Call.patient());
            throw new AssertionError("was not refused");
        } catch (EngineException e) {
            return e.fault();
        }
    }

    /** What softmax makes of the two numbers and 1. */
    private static double[] softmax(double first, double second) {
        double[] scores = {Math.exp(first), Math.exp(second), Math.exp(1)};
        double sum = scores[0] + scores[1] + scores[2];
        return new double[] {scores[0] / sum, scores[1] / sum, scores[2] / sum};
    }

    private static float[] some(int rows) {
        float[] values = new float[2 * rows];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (3 * Math.sin(i * 1.7));
        }
        return values;
    }

    private static void assertScores(Classified answer, float[] values) {
        assertThat(answer.count()).isEqualTo(values.length / 2);
        for (int row = 0; row < answer.count(); row++) {
            double[] scores = softmax(values[2 * row], values[2 * row + 1]);
            for (int label = 0; label < 3; label++) {
                assertThat(answer.score(row, label)).as("row " + row).isCloseTo((float) scores[label], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"any", "small-batches", "one", "four", "softmax"})
    void rows_of_any_number_have_the_scores_they_have_alone_however_the_graph_batches_them(String model)
            throws Exception {
        for (int rows : new int[] {1, 3, 4, 11, 70}) {
            float[] values = some(rows);
            Classified answer = label(pairs(model, values));

            assertThat(answer.labels()).containsExactly("first", "second", "neither");
            assertScores(answer, values);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared-scale", "shared-scale-of-four"})
    void a_row_of_a_graph_with_one_scale_for_all_is_not_changed_by_its_neighbours(String model) throws Exception {
        float[] large = {250, -250};
        float[] small = {0.5f, 1.5f};

        Classified together = label(pairs(model, large[0], large[1], small[0], small[1]));
        Classified alone = label(pairs(model, small));

        assertThat(together.scores(1)).containsExactly(alone.scores(0));
        assertThat(alone.best(0)).isEqualTo(1);
    }

    @Test
    void confidence_says_how_far_the_best_is_ahead_and_that_nobody_calibrated_the_model() throws Exception {
        Classified answer = label(pairs("any", 5, 0, 0.9f, 0.95f));

        double[] sure = softmax(5, 0);
        assertThat(answer.best(0)).isZero();
        assertThat(answer.confidence(0).top()).isCloseTo(sure[0], within(1e-5));
        assertThat(answer.confidence(0).margin()).isCloseTo(sure[0] - sure[2], within(1e-5));
        assertThat(answer.confidence(0).energy()).isCloseTo(-Math.log(Math.exp(5) + 1 + Math.exp(1)), within(1e-4));
        assertThat(answer.confidence(0).unknown()).isFalse();
        assertThat(answer.confidence(0).calibrated()).isFalse();
        assertThat(answer.confidence(1).unknown())
                .as("three that are nearly as good")
                .isTrue();
        assertThat(answer.usage()).isEqualTo(new Usage(0, 0));
    }

    @Test
    void several_inputs_of_several_types_come_together_row_by_row_in_any_order() throws Exception {
        float[] values = some(40);
        float[] a = new float[40];
        double[] b = new double[40];
        for (int i = 0; i < 40; i++) {
            a[i] = values[2 * i];
            b[i] = values[2 * i + 1];
        }

        assertScores(
                label(new ClassifyTensors(
                        new ModelId("two"),
                        List.of(doubles("b", new long[] {40, 1}, b), floats("a", new long[] {40, 1}, a)))),
                values);
    }

    @Test
    void wrong_rows_are_refused_with_what_to_send_and_the_model_goes_on() throws Exception {
        ModelId any = new ModelId("any");
        ModelId two = new ModelId("two");
        Tensor a = floats("a", new long[] {2, 1}, 1, 2);
        List<Object[]> wrong = new ArrayList<>();
        wrong.add(new Object[] {new ClassifyTensors(any, List.of()), "there is no tensor"});
        wrong.add(new Object[] {new ClassifyTensors(any, List.of(floats("x", new long[] {0, 2}))), "1 to 4096 rows"});
        wrong.add(new Object[] {pairs("any", new float[2 * 4_097]), "1 to 4096 rows"});
        wrong.add(new Object[] {
            new ClassifyTensors(any, List.of(floats("x", new long[] {1, 3}, 1, 2, 3))), "takes [-1, 2]"
        });
        wrong.add(new Object[] {new ClassifyTensors(any, List.of(floats("x", new long[] {2}, 1, 2))), "takes [-1, 2]"});
        wrong.add(new Object[] {
            new ClassifyTensors(any, List.of(doubles("x", new long[] {1, 2}, 1, 2))), "is FP32 in this model, not FP64"
        });
        wrong.add(new Object[] {
            new ClassifyTensors(any, List.of(floats("y", new long[] {1, 2}, 1, 2))), "no input y; it has x"
        });
        wrong.add(new Object[] {new ClassifyTensors(two, List.of(a)), "input b is missing"});
        wrong.add(new Object[] {
            new ClassifyTensors(two, List.of(a, doubles("b", new long[] {3, 1}, 1, 2, 3))), "has 3 rows and a has 2"
        });
        wrong.add(new Object[] {new ClassifyTensors(two, List.of(a, a)), "a was sent twice"});
        for (Object[] each : wrong) {
            Fault fault = refused((Work) each[0]);
            assertThat(fault.kind()).as(fault.message()).isEqualTo(Fault.Kind.INPUT_INVALID);
            assertThat(fault.message()).contains((String) each[1]);
        }
        assertScores(label(pairs("any", 1, 2)), new float[] {1, 2});
    }

    @Test
    void texts_for_a_model_of_numbers_and_numbers_for_a_raw_model_are_unsupported() throws Exception {
        assertThat(refused(Classify.ofTexts(new ModelId("any"), List.of("hello")))
                        .kind())
                .isEqualTo(Fault.Kind.UNSUPPORTED);
        assertThat(refused(pairs("raw", 1, 2)).kind()).isEqualTo(Fault.Kind.UNSUPPORTED);
    }

    @Test
    void logits_that_a_manifest_calls_probabilities_and_numbers_that_are_none_are_told() throws Exception {
        assertThat(refused(pairs("lie", 5, 0)))
                .satisfies(fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INTERNAL))
                .satisfies(fault -> assertThat(fault.message()).contains("no probability", "scores: logits"));
        assertThat(refused(pairs("log", -1, 0)).message()).contains("numbers that are none");
        assertThat(label(pairs("log", 1, 2)).count()).isEqualTo(1);
    }

    @Test
    void the_same_model_takes_raw_tensors_whose_answer_has_the_labels() throws Exception {
        var work = new Infer(new ModelId("any"), List.of(floats("x", new long[] {1, 2}, 1, 2)), List.of());

        var answer = (Inferred) engine.answer(work, Call.patient());

        assertThat(answer.classes().labels()).containsExactly("first", "second", "neither");
        assertThat(answer.classes().output()).isEqualTo("logits");
        assertThat(answer.outputs().getFirst().data().getFloat()).isEqualTo(1);
        assertThat(((Inferred) engine.answer(new Infer(new ModelId("raw"), work.inputs(), List.of()), Call.patient()))
                        .classes())
                .isEqualTo(Inferred.Classes.NONE);
    }

    @Test
    void a_run_whose_caller_leaves_is_ended_and_its_model_can_be_unloaded() throws Exception {
        ModelId endless = new ModelId("endless");
        assertThat(label(new ClassifyTensors(endless, List.of(floats("x", new long[] {1, 1}, 0))))
                        .best(0))
                .isZero();
        var work = new ClassifyTensors(endless, List.of(floats("x", new long[] {1, 1}, 1)));
        var leaves = new Cancellation();
        CompletableFuture<Fault> left = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().daemon().start(() -> {
            try {
                engine.answer(work, new Call(Deadline.none(), leaves));
                left.completeExceptionally(new AssertionError("answered"));
            } catch (EngineException e) {
                left.complete(e.fault());
            } catch (InterruptedException e) {
                left.completeExceptionally(e);
            }
        });
        Awaitility.await().until(() -> running("edgewise-tensor-run"));

        leaves.cancel();
        caller.join();

        assertThat(left.join().kind()).isEqualTo(Fault.Kind.CANCELLED);
        engine.control().unload(endless, Call.patient());
        assertThat(engine.ready()).doesNotContain(endless);
    }

    @Test
    void a_run_ends_where_the_deadline_passes_and_its_thread_has_the_next_rows() throws Exception {
        ModelId endless = new ModelId("endless");
        Work still = new ClassifyTensors(endless, List.of(floats("x", new long[] {1, 1}, 0)));
        Work work = new ClassifyTensors(endless, List.of(floats("x", new long[] {3, 1}, 1, 1, 1)));
        label(still);

        Fault fault = catchThrowableOfType(
                        EngineException.class,
                        () -> engine.answer(
                                work, Call.until(Deadline.after(Duration.ofMillis(200), System.nanoTime()))))
                .fault();

        assertThat(fault.kind()).isEqualTo(Fault.Kind.DEADLINE);
        assertThat(label(still).best(0)).isZero();
        assertThat(label(pairs("any", 1, 2)).count()).isEqualTo(1);
    }

    @Test
    void a_batch_that_copies_would_make_too_large_is_refused() throws Exception {
        var work = new ClassifyTensors(
                new ModelId("wide"), List.of(floats("x", new long[] {1, 20_000}, new float[20_000])));

        assertThat(refused(work).message()).contains("bytes with the 1024 rows that each run of this model must have");
    }

    /** Whether a thread of that name is inside the runtime. */
    private static boolean running(String name) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith(name))
                .flatMap(thread -> java.util.Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().startsWith("ai.onnxruntime.OrtSession"));
    }
}
