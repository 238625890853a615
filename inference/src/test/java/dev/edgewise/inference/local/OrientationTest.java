package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ImageBytes;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PP-OCR's classifier of a text line's orientation, out of its jar, on lines that are drawn here. */
@Timeout(120)
class OrientationTest {
    private static final ModelId ORIENTATION = new ModelId("orientation");

    @TempDir
    static Path folder;

    private static LocalEngine engine;

    @BeforeAll
    static void start() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        try (InputStream from = Objects.requireNonNull(
                OrientationTest.class.getResourceAsStream("/models/ch_ppocr_mobile_v2.0_cls_infer.onnx"))) {
            Files.copy(from, model.resolve("model.onnx"));
        }
        var card = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(model, Optional.empty())
                .card(ORIENTATION);
        engine = new LocalEngine(new ModelCatalog(List.of(card)), folder, LocalLimits.ofCores(2), System::nanoTime);
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    private static byte[] line(String text, boolean turned, String format) throws IOException {
        var image = new BufferedImage(320, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 320, 48);
        if (turned) {
            pen.rotate(Math.PI, 160, 24);
        }
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 30));
        pen.drawString(text, 8, 34);
        pen.dispose();
        var out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static Fault faultOf(Work work) {
        try {
            engine.answer(work, Call.patient());
        } catch (EngineException e) {
            return e.fault();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError("no fault");
    }

    @Test
    void upright_and_turned_lines_are_told_apart() throws Exception {
        List<String> texts = List.of("Edgewise gateway", "Invoice no. 4711", "Total: 129.50");
        for (String format : List.of("png", "jpeg")) {
            for (String text : texts) {
                var work = new ClassifyImage(
                        ORIENTATION,
                        List.of(new ImageBytes(line(text, false, format)), new ImageBytes(line(text, true, format))));

                Classified answer = (Classified) engine.answer(work, Call.patient());

                assertThat(answer.labels()).containsExactly("0", "180");
                assertThat(answer.best(0)).as(text).isEqualTo(0);
                assertThat(answer.best(1)).as(text).isEqualTo(1);
                assertThat(answer.score(0, 0) + answer.score(0, 1)).isBetween(0.999f, 1.001f);
                assertThat(answer.confidence(0).top()).isGreaterThan(0.9);
                assertThat(answer.confidence(0).unknown()).isFalse();
            }
        }
    }

    @Test
    void what_is_no_image_is_refused_by_its_place() throws Exception {
        Fault fault = faultOf(new ClassifyImage(
                ORIENTATION, List.of(new ImageBytes(line("x", false, "png")), new ImageBytes(new byte[] {1, 2, 3}))));

        assertThat(fault.kind()).isEqualTo(Fault.Kind.INPUT_INVALID);
        assertThat(fault.message()).isEqualTo("input 1: the input is no image: send PNG or JPEG");
        assertThat(faultOf(Classify.ofTexts(ORIENTATION, List.of("x"))).message())
                .contains("labels no texts");
        assertThat(faultOf(new ClassifyImage(ORIENTATION, List.of())).message()).contains("1 to 64 images");
    }
}
