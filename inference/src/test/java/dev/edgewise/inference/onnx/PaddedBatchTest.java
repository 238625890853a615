package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.BatchScheduler;
import dev.edgewise.inference.schedule.BatchStop;
import dev.edgewise.inference.schedule.Batching;
import dev.edgewise.inference.schedule.ModelPace;
import dev.edgewise.inference.schedule.Row;
import dev.edgewise.inference.schedule.RowJob;
import dev.edgewise.inference.schedule.RowModel;
import dev.edgewise.inference.schedule.RowRefusedException;
import dev.edgewise.inference.schedule.ScheduleLimits;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The batches of a device, run by the processor: what comes out is what rows alone give. */
@Timeout(300)
class PaddedBatchTest {
    private static final Path STORE = Path.of("target/models");
    private static final int TEXTS = 24;

    /** Remembers how many rows ran together. */
    private record Watched(EmbeddingModel model, List<Integer> batches) implements RowModel {
        Watched(EmbeddingModel model) {
            this(model, Collections.synchronizedList(new ArrayList<>()));
        }

        @Override
        public int outputsPerRow() {
            return model.outputsPerRow();
        }

        @Override
        public int tokensMax() {
            return model.tokensMax();
        }

        @Override
        public Batching batching() {
            return model.batching();
        }

        @Override
        public ModelPace pace() {
            return model.pace();
        }

        @Override
        public int[] tokens(TextInput input) throws RowRefusedException {
            return model.tokens(input);
        }

        @Override
        public void run(List<Row> rows, BatchStop stop) throws Exception {
            batches.add(rows.size());
            model.run(rows, stop);
        }
    }

    private static Tokenizer tokenizer() throws Exception {
        var source = (ModelSource.Embedded)
                ModelCatalog.embedded().cards().getFirst().source();
        try (var from = JarFiles.Resource.of(source.tokenizer()).open()) {
            String json = new String(from.readAllBytes(), StandardCharsets.UTF_8);
            return JavaTokenizer.orLibrary(
                    () -> TokenizerTexts.stream(json), STORE.resolve("native"), LateMemory.UNCOUNTED);
        }
    }

    private static EmbeddingModel small(boolean heeded, boolean onDevice) throws Exception {
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        OrtSession session = OrtEnvironment.getEnvironment()
                .createSession(MaskedEncoder.model(heeded), new OrtSession.SessionOptions());
        Skill.Embedding skill = new Skill.Embedding(
                MaskedEncoder.WIDTH, 100, MaskedEncoder.VOCABULARY, 8, Pooling.MEAN, true, Map.of(), Optional.empty());
        ModelSource source = ModelCatalog.embedded().cards().getFirst().source();
        ModelCard card = new ModelCard(new ModelId("small"), skill, source, "none");
        return new EmbeddingModel(
                card, skill, runtime, session, EncoderPorts.of(session, skill), onDevice, tokenizer());
    }

    private static List<TextInput> rows(int vocabulary, int longest) {
        var random = new SplittableRandom(9);
        List<TextInput> rows = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            int[] ids = new int[2 + random.nextInt(longest - 2)];
            for (int at = 0; at < ids.length; at++) {
                ids[at] = 5 + random.nextInt(vocabulary - 5);
            }
            rows.add(new TextInput.TokenIds(ids));
        }
        return rows;
    }

    private static float[] run(RowModel model, List<TextInput> inputs) throws Exception {
        try (BatchScheduler scheduler =
                new BatchScheduler("padded", new ScheduleLimits(1, 100_000, 64), System::nanoTime)) {
            RowJob job = new RowJob(model, inputs, Deadline.none());
            scheduler.submit(job);
            assertThat(scheduler.await(job)).isTrue();
            return job.outputs();
        }
    }

    private static double lowestCosine(float[] a, float[] b, int width) {
        double lowest = 1;
        for (int from = 0; from < a.length; from += width) {
            double dot = 0;
            double left = 0;
            double right = 0;
            for (int i = from; i < from + width; i++) {
                dot += (double) a[i] * b[i];
                left += (double) a[i] * a[i];
                right += (double) b[i] * b[i];
            }
            lowest = Math.min(lowest, dot / Math.sqrt(left * right));
        }
        return lowest;
    }

    @Test
    void rows_of_like_length_share_runs_and_have_the_vectors_of_rows_alone() throws Exception {
        List<TextInput> rows = rows(MaskedEncoder.VOCABULARY, 100);
        try (EmbeddingModel onDevice = small(true, true);
                EmbeddingModel plain = small(true, false)) {
            var watched = new Watched(onDevice);
            var alone = new Watched(plain);
            float[] together = run(watched, rows);

            assertThat(onDevice.batching().padded()).isTrue();
            assertThat(lowestCosine(together, run(alone, rows), MaskedEncoder.WIDTH))
                    .isGreaterThan(0.999999);
            assertThat(watched.batches()).hasSizeLessThan(TEXTS / 2);
            assertThat(watched.batches()).anySatisfy(size -> assertThat(size).isIn(3, 5, 6, 7));
        }
    }

    @Test
    void a_model_that_does_not_keep_to_its_mask_runs_rows_of_equal_length() throws Exception {
        List<TextInput> rows = rows(MaskedEncoder.VOCABULARY, 100);
        try (EmbeddingModel onDevice = small(false, true);
                EmbeddingModel plain = small(false, false)) {
            assertThat(onDevice.batching()).isEqualTo(plain.batching());
            assertThat(lowestCosine(run(onDevice, rows), run(plain, rows), MaskedEncoder.WIDTH))
                    .isGreaterThan(0.999999);
        }
    }

    @Test
    void a_model_that_takes_one_scale_for_a_batch_is_not_padded() throws Exception {
        ModelCard card = ModelCatalog.embedded().cards().getFirst();
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        Skill.Embedding skill = (Skill.Embedding) card.skill();
        OrtSession session = new PreparedModels(runtime, STORE.resolve("prepared"))
                .open(card.id().value(), JarFiles.Resource.of(((ModelSource.Embedded) card.source()).model()));
        EncoderPorts ports = EncoderPorts.of(session, skill);
        try (EmbeddingModel model = new EmbeddingModel(card, skill, runtime, session, ports, true, tokenizer());
                EncoderSession encoder = EncoderSession.of(runtime, session, ports, false)) {
            assertThat(model.batching()).isEqualTo(Batching.ofEqualLengths(1, skill.tokensMax()));
            // And would be told from one that may be.
            assertThat(DeviceBatches.difference(
                            new DeviceBatches.Encoder(encoder, ports, skill.dimensions(), false),
                            skill.vocabularySize()))
                    .isGreaterThan(0.014);
        }
    }

    @Test
    void the_real_embedder_gives_the_same_vectors_beside_padding() throws Exception {
        ModelId e5 = new ModelId("multilingual-e5-small");
        ModelCard card = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(HubFolder.model(e5.value()), Optional.empty())
                .card(e5);
        Skill.Embedding skill = (Skill.Embedding) card.skill();
        OnnxRuntime runtime = OnnxRuntime.start(STORE.resolve("native"), 1);
        ModelSource.Folder files = (ModelSource.Folder) card.source();
        List<TextInput> rows = rows(10_000, 60);
        try (EmbeddingModel plain = new ModelLoader(STORE, 1).embedder(card)) {
            OrtSession session = OrtEnvironment.getEnvironment()
                    .createSession(files.root().resolve(files.model()).toString(), OnnxRuntime.sessionOptions());
            String json =
                    Files.readString(files.root().resolve(files.tokenizer().orElseThrow()));
            try (EmbeddingModel onDevice = new EmbeddingModel(
                    card,
                    skill,
                    runtime,
                    session,
                    EncoderPorts.of(session, skill),
                    true,
                    JavaTokenizer.orLibrary(
                            () -> TokenizerTexts.stream(json), STORE.resolve("native"), LateMemory.UNCOUNTED))) {
                var watched = new Watched(onDevice);

                assertThat(onDevice.batching().padded()).isTrue();
                assertThat(lowestCosine(run(watched, rows), run(plain, rows), skill.dimensions()))
                        .isGreaterThan(0.9999);
                assertThat(watched.batches()).hasSizeLessThan(TEXTS / 2);
            }
        }
    }
}
