package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ImageBytes;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers who leave while a model runs their picture. The model counts for ever where a picture has anything bright in it: its
 * run ends by being stopped, or never, and there is one thread for all pictures.
 */
@Timeout(300)
class PictureStopTest {
    private static final ModelId ENDLESS = new ModelId("endless");
    private static final String THREAD = "edgewise-picture-0";
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int BOOL = 9;

    @TempDir
    Path folder;

    private LocalEngine engine;

    @BeforeEach
    void start() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.write(model.resolve("model.onnx"), export());
        Files.writeString(
                model.resolve("config.json"),
                "{\"architectures\": [\"ViTForImageClassification\"], \"id2label\": {\"0\": \"dark\", \"1\": \"bright\"}}");
        Files.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"do_resize\": true, \"size\": {\"height\": 4, \"width\": 4}, \"resample\": 2, \"do_normalize\": false}");
        var card = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(model, Optional.empty())
                .card(ENDLESS);
        engine = new LocalEngine(
                new ModelCatalog(List.of(card)),
                folder,
                new LocalLimits(
                        new ScheduleLimits(1, 16_384, 64), 1, 64, GenerationLimits.ofCores(1), Footprint.UNBOUNDED),
                System::nanoTime);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** {@code while (max(pixels) > 0.5) sum += 1}. */
    private static byte[] export() {
        Onnx body = Onnx.message()
                .put(1, node("Identity", "on", "stays"))
                .put(1, node("Add", "sum", "ones", "more"))
                .text(2, "body")
                .put(11, Onnx.port("turn", INT64))
                .put(11, Onnx.port("on", BOOL))
                .put(11, Onnx.port("sum", FLOAT, 1, 2))
                .put(12, Onnx.port("stays", BOOL))
                .put(12, Onnx.port("more", FLOAT, 1, 2));
        Onnx loop = Onnx.message().text(1, "body").put(6, body).varint(20, 5);
        Onnx flat = Onnx.message().text(1, "keepdims").varint(3, 0).varint(20, 2);
        Onnx graph = Onnx.message()
                .put(1, node("ReduceMax", "pixel_values", "brightest").put(5, flat))
                .put(1, node("Greater", "brightest", "half", "bright"))
                .put(1, node("Loop", "", "bright", "start", "logits").put(5, loop))
                .text(2, "g")
                .put(5, floats("half", new long[0], 0.5f))
                .put(5, floats("start", new long[] {1, 2}, 2, 1))
                .put(5, floats("ones", new long[] {1, 2}, 1, 1))
                .put(11, Onnx.port("pixel_values", FLOAT, 1, 3, 4, 4))
                .put(12, Onnx.port("logits", FLOAT, 1, 2));
        return Onnx.model(graph).toBytes();
    }

    /** The last name is its output's. */
    private static Onnx node(String operator, String... names) {
        Onnx node = Onnx.message();
        for (int i = 0; i < names.length - 1; i++) {
            node.text(1, names[i]);
        }
        return node.text(2, names[names.length - 1]).text(4, operator);
    }

    private static Onnx floats(String name, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Onnx.tensor(name, FLOAT, shape).bytes(9, bytes.array());
    }

    private static ClassifyImage picture(Color colour) throws IOException {
        var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, 8, 8);
        pen.dispose();
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", out)).isTrue();
        return new ClassifyImage(ENDLESS, List.of(new ImageBytes(out.toByteArray())));
    }

    /** Whether the thread of this engine's pictures is within a run of the runtime. */
    private static boolean runs() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals(THREAD))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(OrtSession.class.getName())
                        && frame.getMethodName().equals("run"));
    }

    private static void awaitRun() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(PictureStopTest::runs);
    }

    private void assertThreadIsFree() throws Exception {
        Classified dark = (Classified) engine.answer(picture(Color.BLACK), Call.patient());
        assertThat(dark.score(0, 0)).isGreaterThan(dark.score(0, 1));
        assertThat(runs()).isFalse();
    }

    @Test
    void a_run_whose_caller_leaves_ends_and_its_thread_has_the_next_picture() throws Exception {
        assertThreadIsFree();
        var cancellation = new Cancellation();
        var ended = new CompletableFuture<EngineException>();
        ClassifyImage bright = picture(Color.WHITE);
        Thread.ofVirtual().start(() -> {
            try {
                engine.answer(bright, new Call(Deadline.none(), cancellation));
                ended.completeExceptionally(new AssertionError("counted to the end"));
            } catch (EngineException e) {
                ended.complete(e);
            } catch (InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        awaitRun();

        cancellation.cancel();

        assertThat(ended.get().fault().kind()).isEqualTo(Fault.Kind.CANCELLED);
        assertThat(ended.get().used()).isEqualTo(new Usage(0, 0));
        assertThreadIsFree();
    }

    @Test
    void so_it_does_where_the_deadline_passes() throws Exception {
        assertThreadIsFree();
        ClassifyImage bright = picture(Color.WHITE);

        Fault fault = catchThrowableOfType(
                        EngineException.class,
                        () -> engine.answer(
                                bright, Call.until(Deadline.after(Duration.ofMillis(200), System.nanoTime()))))
                .fault();

        assertThat(fault.kind()).isEqualTo(Fault.Kind.DEADLINE);
        assertThreadIsFree();
    }

    @Test
    void so_it_does_where_the_callers_thread_is_interrupted() throws Exception {
        assertThreadIsFree();
        var interrupted = new CompletableFuture<Boolean>();
        ClassifyImage bright = picture(Color.WHITE);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                engine.answer(bright, Call.patient());
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            } catch (EngineException | RuntimeException e) {
                interrupted.completeExceptionally(e);
            }
        });
        awaitRun();

        caller.interrupt();

        assertThat(interrupted.get()).isTrue();
        assertThreadIsFree();
    }
}
