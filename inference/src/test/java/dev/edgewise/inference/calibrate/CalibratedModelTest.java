package dev.edgewise.inference.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.store.folder.CalibrationFile;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.ModelFolder;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sequence classification export, made here: each word speaks for one of two labels, and all add up. It is run by ONNX
 * Runtime with MiniLM's tokenizer, as any other.
 */
@Timeout(120)
class CalibratedModelTest {
    private static final ModelId ID = new ModelId("topics");
    private static final List<String> WEATHER = List.of("rain", "snow", "wind", "cloud", "storm");
    private static final List<String> MUSIC = List.of("song", "jazz", "piano", "guitar", "drum");

    @TempDir
    Path folder;

    @TempDir
    Path work;

    @BeforeEach
    void write() throws Exception {
        byte[] tokenizer;
        try (InputStream from =
                Objects.requireNonNull(getClass().getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json"))) {
            tokenizer = from.readAllBytes();
        }
        Files.write(folder.resolve("tokenizer.json"), tokenizer);
        Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["BertForSequenceClassification"], "vocab_size": 30522,
                 "id2label": {"0": "weather", "1": "music"}, "max_position_embeddings": 64}
                """);
        JsonNode words = new ObjectMapper().readTree(tokenizer).at("/model/vocab");
        Files.write(folder.resolve("model.onnx"), export(words, 6));
    }

    /** Gather, mask, sum. */
    private static byte[] export(JsonNode words, float weight) {
        float[] table = new float[30_522 * 2];
        WEATHER.forEach(word -> table[words.path(word).intValue() * 2] = weight);
        MUSIC.forEach(word -> table[words.path(word).intValue() * 2 + 1] = weight);
        ByteBuffer bytes = ByteBuffer.allocate(table.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(table);
        Onnx cast = Onnx.node("", "Cast", "attention_mask", "mask")
                .put(5, Onnx.message().text(1, "to").varint(3, 1).varint(20, 2));
        Onnx keep = Onnx.message().text(1, "keepdims").varint(3, 0).varint(20, 2);
        Onnx graph = Onnx.message()
                .put(1, node("Gather", "points", "table", "input_ids"))
                .put(1, cast)
                .put(1, node("Unsqueeze", "wide", "mask", "last"))
                .put(1, node("Mul", "masked", "points", "wide"))
                .put(1, node("ReduceSum", "logits", "masked", "middle").put(5, keep))
                .text(2, "words")
                .put(5, Onnx.tensor("table", 1, 30_522, 2).bytes(9, bytes.array()))
                .put(5, Onnx.tensor("last", 7, 1).bytes(9, new byte[] {2, 0, 0, 0, 0, 0, 0, 0}))
                .put(5, Onnx.tensor("middle", 7, 1).bytes(9, new byte[] {1, 0, 0, 0, 0, 0, 0, 0}))
                .put(11, Onnx.port("input_ids", 7, -1, -1))
                .put(11, Onnx.port("attention_mask", 7, -1, -1))
                .put(12, Onnx.port("logits", 1, -1, 2));
        return Onnx.model(graph).toBytes();
    }

    private static Onnx node(String operator, String output, String... inputs) {
        Onnx node = Onnx.message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    private ModelFolder read() throws Exception {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(folder, Optional.empty());
    }

    private Classified ask(ModelCard card, List<String> texts) throws Exception {
        try (var engine =
                new LocalEngine(new ModelCatalog(List.of(card)), work, LocalLimits.ofCores(2), System::nanoTime)) {
            return (Classified) engine.answer(Classify.ofTexts(card.id(), texts), Call.patient());
        }
    }

    /** A word of the label's own, and in a quarter of the texts one more of the other's, which then decides nothing. */
    private KnownLogits known(ModelCard card, List<String> texts, List<BitSet> labels) throws Exception {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            boolean music = i % 2 == 1;
            String word = (music ? MUSIC : WEATHER).get(random.nextInt(5));
            texts.add("the " + (random.nextInt(4) == 0 ? (music ? WEATHER : MUSIC).get(random.nextInt(5)) : word)
                    + " of " + i);
            var label = new BitSet();
            label.set(music ? 1 : 0);
            labels.add(label);
        }
        Skill.Labels skill = (Skill.Labels) card.skill();
        Classified answer =
                ask(new ModelCard(ID, skill.calibrated(KnownLogits.READING), card.source(), "unknown"), texts);
        var known = new KnownLogits(false);
        for (int i = 0; i < texts.size(); i++) {
            known.add(answer, i, labels.get(i));
        }
        return known;
    }

    @Test
    void a_model_that_is_wrong_in_a_quarter_and_sure_of_all_says_so_once_it_is_calibrated() throws Exception {
        ModelFolder model = read();
        ModelCard card = model.card(ID);
        Classified before = ask(card, List.of("the rain of May"));
        var texts = new ArrayList<String>();
        KnownLogits known = known(card, texts, new ArrayList<>());

        Calibrator.Fitted fitted = new Calibrator((Skill.Labels) card.skill(), known, 0.02).fit(new KnownLogits(false));
        Files.write(
                folder.resolve(CalibrationFile.NAME), CalibrationFile.write(model, fitted.calibration(), known.size()));
        ModelFolder calibrated = read();
        Classified after = ask(calibrated.card(ID), List.of("the rain of May", "I like cats"));

        assertThat(before.confidence(0).top()).isGreaterThan(0.99);
        assertThat(before.confidence(0).calibrated()).isFalse();
        assertThat(fitted.report().errorBefore()).isGreaterThan(0.15);
        assertThat(fitted.report().errorAfter()).isLessThan(0.05);
        LabelConfidence sure = after.confidence(0);
        assertThat(sure.calibrated()).isTrue();
        assertThat(sure.top()).isCloseTo(fitted.report().accuracy(), within(0.05));
        assertThat(sure.unknown()).isFalse();
        assertThat(after.confidence(1).unknown()).as("no word of either label").isTrue();
        assertThat(calibrated.source().revision())
                .as("cached answers of before are not those of now")
                .isNotEqualTo(model.source().revision());
    }

    @Test
    void a_calibration_of_other_weights_is_not_used_and_a_damaged_one_is_refused() throws Exception {
        Files.write(
                folder.resolve(CalibrationFile.NAME), CalibrationFile.write(read(), new Calibration(2.5, 0, -1), 100));
        assertThat(((Skill.Labels) read().skill()).calibration().temperature()).isEqualTo(2.5);

        JsonNode words = new ObjectMapper()
                .readTree(Files.readAllBytes(folder.resolve("tokenizer.json")))
                .at("/model/vocab");
        Files.write(folder.resolve("model.onnx"), export(words, 5));
        assertThat(((Skill.Labels) read().skill()).calibration()).isEqualTo(Calibration.NONE);

        for (String damaged : List.of("{}", "[", "{\"kind\":\"edgewise-calibration\",\"temperature\":0}", "7")) {
            Files.writeString(folder.resolve(CalibrationFile.NAME), damaged);
            assertThatThrownBy(this::read)
                    .isInstanceOf(RefusedModelException.class)
                    .hasMessageContaining(CalibrationFile.NAME);
        }
    }
}
