package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real models on raw tensors, against ONNX Runtime used plainly. */
@Timeout(120)
class TensorSessionTest {
    private static final ModelId MINILM = ModelCatalog.ALL_MINILM_L6_V2_Q;
    private static final ModelId ORIENTATION = new ModelId("pp-ocr-orientation");
    private static final String ORIENTATION_FILE = "models/ch_ppocr_mobile_v2.0_cls_infer.onnx";
    private static final long[] IDS = {101, 7592, 2088, 102};

    @TempDir
    static Path folder;

    private static LocalEngine engine;

    @BeforeAll
    static void start() throws IOException {
        List<ModelCard> cards = new ArrayList<>(ModelCatalog.embedded().cards());
        cards.add(new ModelCard(
                ORIENTATION, new Skill.Tensors(), new ModelSource.Embedded(ORIENTATION_FILE, "", "1"), "Apache-2.0"));
        for (TensorType type : TensorType.values()) {
            cards.add(identity(type));
        }
        engine = new LocalEngine(new ModelCatalog(cards), folder, LocalLimits.ofCores(2), System::nanoTime);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** A model that gives back what it takes, of any size by three. */
    private static ModelCard identity(TensorType type) throws IOException {
        Path root = Files.createDirectories(folder.resolve("identity-" + type));
        Onnx graph = Onnx.message()
                .put(1, Onnx.node("", "Identity", "x", "y"))
                .text(2, "g")
                .put(11, Onnx.port("x", onnxType(type), -1, 3))
                .put(12, Onnx.port("y", onnxType(type), -1, 3));
        byte[] model = Onnx.model(graph).toBytes();
        Files.write(root.resolve("model.onnx"), model);
        return new ModelCard(
                new ModelId("identity-" + type),
                new Skill.Tensors(),
                new ModelSource.Folder(root, "model.onnx", Optional.empty(), "1", model.length),
                "unknown");
    }

    private static int onnxType(TensorType type) {
        return switch (type) {
            case FP32 -> 1;
            case UINT8 -> 2;
            case INT8 -> 3;
            case UINT16 -> 4;
            case INT16 -> 5;
            case INT32 -> 6;
            case INT64 -> 7;
            case BYTES -> 8;
            case BOOL -> 9;
            case FP16 -> 10;
            case FP64 -> 11;
            case UINT32 -> 12;
            case UINT64 -> 13;
            case BF16 -> 16;
        };
    }

    private static Tensor longs(String name, long[] shape, long... values) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return Tensor.of(name, TensorType.INT64, Shape.of(shape), bytes);
    }

    private static Infer minilm(long... ids) throws Exception {
        long[] ones = new long[ids.length];
        java.util.Arrays.fill(ones, 1);
        long[] shape = {1, ids.length};
        return new Infer(
                MINILM,
                List.of(
                        longs("input_ids", shape, ids),
                        longs("attention_mask", shape, ones),
                        longs("token_type_ids", shape, new long[ids.length])),
                List.of());
    }

    private static List<Tensor> run(Infer work) throws Exception {
        return ((Inferred) engine.answer(work, Call.patient())).outputs();
    }

    private static Fault refused(Infer work) {
        try {
            engine.answer(work, Call.patient());
            throw new AssertionError("was not refused");
        } catch (EngineException e) {
            return e.fault();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream model = TensorSessionTest.class.getClassLoader().getResourceAsStream(name)) {
            return model.readAllBytes();
        }
    }

    @Test
    void anEmbedderOnRawTensorsGivesTheStatesThatThePlainRuntimeGives() throws Exception {
        List<Tensor> outputs = run(minilm(IDS));

        assertThat(outputs).hasSize(1);
        Tensor states = outputs.getFirst();
        assertThat(states.name()).isEqualTo("last_hidden_state");
        assertThat(states.shape()).isEqualTo(Shape.of(1, IDS.length, 384));
        var plain = plain(resource("all-minilm-l6-v2-q.onnx"), minilm(IDS));
        for (int i = 0; i < plain.length; i++) {
            assertThat(states.data().getFloat(i * Float.BYTES)).isCloseTo(plain[i], within(1e-4f));
        }
    }

    @Test
    void aVisionModelOnRawTensorsGivesWhatThePlainRuntimeGives() throws Exception {
        ByteBuffer pixels = ByteBuffer.allocate(3 * 48 * 192 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < pixels.capacity() / Float.BYTES; i++) {
            pixels.putFloat(i * Float.BYTES, (float) Math.sin(i));
        }
        var signature = engine.signature(ORIENTATION, Call.patient());
        String input = signature.inputs().getFirst().name();
        Infer work = new Infer(
                ORIENTATION, List.of(Tensor.of(input, TensorType.FP32, Shape.of(1, 3, 48, 192), pixels)), List.of());

        Tensor scores = run(work).getFirst();

        assertThat(scores.shape()).isEqualTo(Shape.of(1, 2));
        float[] plain = plain(resource(ORIENTATION_FILE), work);
        assertThat(scores.data().getFloat(0)).isCloseTo(plain[0], within(1e-5f));
        assertThat(scores.data().getFloat(0) + scores.data().getFloat(4)).isCloseTo(1f, within(1e-5f));
    }

    private static float[] plain(byte[] model, Infer work) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new java.util.HashMap<>();
        for (Tensor tensor : work.inputs()) {
            ByteBuffer data = tensor.data();
            inputs.put(
                    tensor.name(),
                    tensor.type() == TensorType.INT64
                            ? OnnxTensor.createTensor(
                                    environment,
                                    data.asLongBuffer(),
                                    tensor.shape().toArray())
                            : OnnxTensor.createTensor(
                                    environment,
                                    data.asFloatBuffer(),
                                    tensor.shape().toArray()));
        }
        try (OrtSession.SessionOptions options = OnnxRuntime.sessionOptions();
                OrtSession session = environment.createSession(model, options);
                OrtSession.Result result = session.run(inputs)) {
            var floats = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] all = new float[floats.remaining()];
            floats.get(all);
            return all;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @ParameterizedTest
    @EnumSource(value = TensorType.class, names = "BYTES", mode = EnumSource.Mode.EXCLUDE)
    void elementsOfEveryFixedTypePassThroughUnchanged(TensorType type) throws Exception {
        byte[] bytes = new byte[6 * type.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (type == TensorType.BOOL ? i % 2 : 37 * i + 11);
        }
        Tensor sent = Tensor.of("x", type, Shape.of(2, 3), ByteBuffer.wrap(bytes));

        Tensor got = run(new Infer(new ModelId("identity-" + type), List.of(sent), List.of("y")))
                .getFirst();

        assertThat(got.type()).isEqualTo(type);
        assertThat(got.shape()).isEqualTo(sent.shape());
        assertThat(got.data()).isEqualTo(sent.data());
    }

    @Test
    void textsPassThroughUnchanged() throws Exception {
        Tensor sent = texts("", "a", "Zürich", "한국어", "x".repeat(1000), "\t\n");

        Tensor got = run(new Infer(new ModelId("identity-BYTES"), List.of(sent), List.of()))
                .getFirst();

        assertThat(got.data()).isEqualTo(sent.data());
    }

    private static Tensor texts(String... texts) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(utf8.length).put(utf8);
        }
        return Tensor.of("x", TensorType.BYTES, Shape.of(texts.length / 3, 3), bytes.flip());
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(15).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 3; i++) {
            bytes.putInt(1).put((byte) 0xff);
        }
        Tensor sent = Tensor.of("x", TensorType.BYTES, Shape.of(1, 3), bytes.flip());

        assertThat(refused(new Infer(new ModelId("identity-BYTES"), List.of(sent), List.of()))
                        .message())
                .contains("UTF-8");
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "UINT16", "UINT64"})
    void anEmptyBatchPassesThrough(TensorType type) throws Exception {
        Tensor sent = Tensor.of("x", type, Shape.of(0, 3), ByteBuffer.allocate(0));

        assertThat(run(new Infer(new ModelId("identity-" + type), List.of(sent), List.of()))
                        .getFirst()
                        .shape())
                .isEqualTo(Shape.of(0, 3));
    }

    @Test
    void theSignatureTellsNamesTypesAndShapes() throws Exception {
        var signature = engine.signature(MINILM, Call.patient());

        assertThat(signature.inputs().stream().map(TensorPort::name))
                .containsExactlyInAnyOrder("input_ids", "attention_mask", "token_type_ids");
        assertThat(signature.inputs().stream().map(TensorPort::type)).containsOnly(TensorType.INT64);
        assertThat(signature.inputs().getFirst().shape()).containsExactly(-1L, -1L);
        assertThat(signature.outputs().getFirst().name()).isEqualTo("last_hidden_state");
        assertThat(signature.outputs().getFirst().shape()).hasSize(3).endsWith(384L);
    }

    @Test
    void wrongTensorsAreRefusedSayingWhatTheModelTakes() throws Exception {
        List<Tensor> good = minilm(IDS).inputs();
        Tensor ids = good.getFirst();

        assertThat(refused(new Infer(MINILM, good.subList(0, 2), List.of())).message())
                .contains("token_type_ids")
                .contains("missing");
        assertThat(refused(new Infer(MINILM, List.of(ids, ids), List.of())).message())
                .contains("twice");
        assertThat(refused(new Infer(MINILM, List.of(longs("ids", new long[] {1, 1}, 1)), List.of()))
                        .message())
                .contains("no input ids")
                .contains("input_ids");
        assertThat(refused(new Infer(MINILM, good, List.of("pooled"))).message())
                .contains("no output pooled")
                .contains("last_hidden_state");
        assertThat(refused(new Infer(MINILM, List.of(longs("input_ids", new long[] {4}, IDS)), List.of()))
                        .message())
                .contains("[4]")
                .contains("[-1, -1]");
        Tensor floats = Tensor.of("input_ids", TensorType.FP32, Shape.of(1, 1), ByteBuffer.allocate(4));
        assertThat(refused(new Infer(MINILM, List.of(floats), List.of())).message())
                .contains("input_ids is INT64");
        assertThat(refused(new Infer(
                                new ModelId("identity-FP32"),
                                List.of(Tensor.of("x", TensorType.FP32, Shape.of(1, 2), ByteBuffer.allocate(8))),
                                List.of()))
                        .message())
                .contains("[1, 2]")
                .contains("[-1, 3]");
    }

    @Test
    void hostileTokensAndLengthsAreRefusedAndTheModelGoesOn() throws Exception {
        List<Tensor> good = minilm(IDS).inputs();
        List<Tensor> unequal = List.of(good.get(0), longs("attention_mask", new long[] {1, 2}, 1, 1), good.get(2));

        assertThat(refused(minilm(101, Integer.MAX_VALUE, 102)).kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(refused(minilm(101, Long.MIN_VALUE, 102)).kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(refused(minilm(new long[100_000])).kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(refused(new Infer(MINILM, unequal, List.of())).kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(run(minilm(IDS))).hasSize(1);
    }

    @Test
    void aCancelledOrLateCallIsToldSo() throws Exception {
        Infer work = minilm(IDS);
        run(work);
        var cancellation = new Cancellation();
        cancellation.cancel();

        assertThatThrownBy(() -> engine.answer(work, new Call(Deadline.none(), cancellation)))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.CANCELLED));
        assertThatThrownBy(
                        () -> engine.answer(work, Call.until(Deadline.after(Duration.ofMillis(-1), System.nanoTime()))))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.fault().kind()).isEqualTo(Fault.Kind.DEADLINE));
    }
}
