package dev.edgewise.inference.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.ImageRecipe;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Shortening;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.catalog.Wishes;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.scan.Onnx;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderReaderTest {
    @TempDir
    Path folder;

    private ModelFolder read() throws IOException {
        return read(folder, Signatures.NOT_ASKED);
    }

    private static ModelFolder read(Path folder, Signatures signatures) throws IOException {
        return new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, signatures).read(folder, Optional.empty());
    }

    private void write(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), content);
    }

    private void graph(List<Onnx> inputs, Onnx output) throws IOException {
        Onnx graph = Onnx.message().put(1, Onnx.node("", "Relu", "input_ids", "y"));
        inputs.forEach(input -> graph.put(11, input));
        Files.createDirectories(folder.resolve("onnx"));
        Files.write(
                folder.resolve("onnx/model.onnx"),
                Onnx.model(graph.put(12, output)).toBytes());
    }

    private void encoder(Onnx output) throws IOException {
        graph(List.of(Onnx.port("input_ids", 7, -1, -1), Onnx.port("attention_mask", 7, -1, -1)), output);
        write("tokenizer.json", "{\"model\": {\"vocab\": {\"a\": 0, \"b\": 4}}, \"added_tokens\": [{\"id\": 6}]}");
    }

    @Test
    void the_multilingual_embedder_is_read_from_its_own_files() throws IOException {
        ModelFolder model = read(HubFolder.model("multilingual-e5-small"), Signatures.NOT_ASKED);

        assertThat(model.skill())
                .isEqualTo(new Skill.Embedding(
                        384,
                        512,
                        138_434,
                        8,
                        Pooling.MEAN,
                        true,
                        Map.of("query", "query: ", "passage", "passage: "),
                        Optional.of("query")));
        assertThat(model.source().model()).isEqualTo("onnx/model_q4.onnx");
        assertThat(model.source().weightBytes()).isBetween(44_000_000L, 45_000_000L);
        assertThat(model.licence()).isEqualTo("unknown");
    }

    @Test
    void the_chat_model_and_the_cross_encoder_are_told_by_their_configuration() throws IOException {
        Skill chat = read(HubFolder.model("smollm2-135m-instruct"), Signatures.NOT_ASKED)
                .skill();
        assertThat(chat).isInstanceOfSatisfying(Skill.Generation.class, generation -> {
            assertThat(generation.tokensMax()).isEqualTo(8192);
            assertThat(generation.vocabularySize()).isEqualTo(49_152);
            assertThat(generation.memoryBytesPerToken()).isEqualTo(30 * 2 * 3 * 64 * 4);
            assertThat(generation.chatTemplate().orElseThrow()).contains("<|im_start|>");
        });
        assertThat(read(HubFolder.model("minilm-question-cross-encoder"), Signatures.NOT_ASKED)
                        .skill())
                .isEqualTo(new Skill.Reranking(512, 30_522, 1));
    }

    @Test
    void a_classifier_has_the_labels_of_its_configuration_in_order() throws IOException {
        encoder(Onnx.port("logits", 1, -1, 3));
        write(
                "config.json",
                "{\"architectures\": [\"BertForSequenceClassification\"], \"vocab_size\": 9, \"problem_type\":"
                        + " \"multi_label_classification\", \"max_position_embeddings\": 128,"
                        + " \"id2label\": {\"2\": \"c\", \"0\": \"a\", \"1\": \"b\"}}");

        assertThat(read().skill())
                .isEqualTo(new Skill.Classification(List.of("a", "b", "c"), true, 128, 9, 8, Calibration.NONE));
    }

    @Test
    void another_state_of_the_files_is_another_revision_and_a_description_is_none_of_them() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        write("config.json", "{}");
        String first = read().source().revision();

        write("README.md", "About it.");
        assertThat(read().source().revision()).isEqualTo(first);
        write("config.json", "{\"max_position_embeddings\": 64}");
        String second = read().source().revision();
        assertThat(second).isNotEqualTo(first);
        assertThat(FolderRevision.now(read().source())).isEqualTo(read().source());
        write("config.json", "{}");
        assertThat(read().source().revision()).as("by content, not by time").isEqualTo(first);
        assertThat(read().ofRevision(folder.toRealPath().getFileName().toString())
                        .source())
                .satisfies(named -> assertThat(FolderRevision.now(named)).isEqualTo(named));
    }

    @Test
    void without_any_configuration_the_graph_and_the_tokenizer_tell() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));

        assertThat(read().skill())
                .isEqualTo(new Skill.Embedding(32, 512, 7, 8, Pooling.MEAN, true, Map.of(), Optional.empty()));
    }

    @Test
    void pooling_normalization_and_length_come_from_the_sentence_files() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        write("modules.json", "[{\"type\": \"s.Transformer\"}, {\"type\": \"s.Pooling\", \"path\": \"1_Pooling\"}]");
        write("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
        write("sentence_bert_config.json", "{\"max_seq_length\": 64}");

        assertThat(read().skill()).isInstanceOfSatisfying(Skill.Embedding.class, embedding -> {
            assertThat(embedding.pooling()).isEqualTo(Pooling.CLS);
            assertThat(embedding.normalized()).isFalse();
            assertThat(embedding.tokensMax()).isEqualTo(64);
        });
    }

    @Test
    void a_step_after_the_model_that_the_node_does_not_know_is_refused() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        write("modules.json", "[{\"type\": \"s.Transformer\"}, {\"type\": \"s.Dense\", \"path\": \"2_Dense\"}]");
        assertThatThrownBy(this::read).hasMessageContaining("a step 'Dense'");

        write("modules.json", "[{\"type\": \"s.Pooling\", \"path\": \"../../secret\"}]");
        assertThatThrownBy(this::read).hasMessageContaining("outside the model's own");
    }

    @Test
    void an_image_classifier_and_a_model_of_plain_tensors_need_no_tokenizer() throws IOException {
        graph(List.of(Onnx.port("pixel_values", 1, -1, 3, 8, 8)), Onnx.port("logits", 1, -1, 2));
        assertThat(read().skill()).isEqualTo(new Skill.Tensors());

        write(
                "config.json",
                "{\"architectures\": [\"ViTForImageClassification\"], \"id2label\": {\"0\": \"cat\", \"1\": \"dog\"}}");
        assertThatThrownBy(this::read).hasMessageContaining("no preprocessor_config.json");

        write(
                "preprocessor_config.json",
                "{\"do_resize\": true, \"size\": {\"height\": 8, \"width\": 8}, \"resample\": 3, \"image_mean\": [0.1, 0.2,"
                        + " 0.3], \"image_std\": [0.4, 0.5, 0.6]}");
        assertThat(read().skill())
                .isEqualTo(new Skill.ImageClassification(
                        List.of("cat", "dog"),
                        false,
                        false,
                        new ImageRecipe(
                                ImageRecipe.Fit.STRETCH,
                                8,
                                8,
                                ImageRecipe.Filter.BICUBIC,
                                0,
                                0,
                                1 / 255.0,
                                List.of(0.1, 0.2, 0.3),
                                List.of(0.4, 0.5, 0.6),
                                false),
                        Calibration.NONE));

        write(
                "preprocessor_config.json",
                "{\"size\": {\"shortest_edge\": 10}, \"do_center_crop\": true, \"crop_size\": 8, \"do_rescale\": false,"
                        + " \"do_normalize\": false, \"resample\": 2, \"do_flip_channel_order\": true}");
        assertThat(((Skill.ImageClassification) read().skill()).recipe())
                .isEqualTo(new ImageRecipe(
                        ImageRecipe.Fit.SHORTEST_EDGE,
                        10,
                        10,
                        ImageRecipe.Filter.BILINEAR,
                        8,
                        8,
                        1,
                        List.of(0.0, 0.0, 0.0),
                        List.of(1.0, 1.0, 1.0),
                        true));
    }

    @Test
    void a_text_model_without_tokenizer_is_refused() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        Files.delete(folder.resolve("tokenizer.json"));

        assertThatThrownBy(this::read)
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("no tokenizer.json");
    }

    @Test
    void a_text_model_with_an_input_that_nobody_gives_is_refused_before_it_is_loaded() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        graph(
                List.of(Onnx.port("input_ids", 7, -1, -1), Onnx.port("decoder_input_ids", 7, -1, -1)),
                Onnx.port("last_hidden_state", 1, -1, -1, 32));

        assertThatThrownBy(this::read)
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining("task embed")
                .hasMessageContaining("nothing gives it decoder_input_ids;")
                .hasMessageContaining("it takes [decoder_input_ids, input_ids]");

        write("edgewise.yaml", "task: infer\n");
        assertThat(read().skill()).isInstanceOf(Skill.Tensors.class);
    }

    @Test
    void broken_files_are_refused_by_name() throws IOException {
        assertThatThrownBy(this::read).hasMessageContaining("there is no ONNX file");
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        write("config.json", "{\"architectures\": [");
        assertThatThrownBy(this::read).hasMessageContaining("config.json is no JSON");
        write("config.json", "[".repeat(200));
        assertThatThrownBy(this::read).hasMessageContaining("config.json is no JSON");
        write("config.json", "{}");
        write("tokenizer.json", "{\"version\": 1}");
        assertThatThrownBy(this::read).hasMessageContaining("no vocabulary");
        assertThatThrownBy(() -> read(folder.resolve("nowhere"), Signatures.NOT_ASKED))
                .hasMessageContaining("no folder");
    }

    @Test
    void lengths_to_which_vectors_may_be_cut_are_read_of_the_model_and_its_manifest() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        assertThat(shortening()).isEqualTo(Shortening.NONE);
        write("config_sentence_transformers.json", "{\"truncate_dim\": 24}");
        assertThat(shortening()).isEqualTo(new Shortening(false, List.of(24)));
        write("config.json", "{\"matryoshka_dimensions\": [32, 16, 8, 64, -1]}");
        assertThat(shortening()).isEqualTo(new Shortening(false, List.of(8, 16, 24)));
        write("config.json", "{\"is_matryoshka\": true}");
        assertThat(shortening().allows(7)).isTrue();
        write("edgewise.yaml", "matryoshka_dimensions: [4]\n");
        assertThat(shortening()).isEqualTo(new Shortening(false, List.of(4)));
        write("edgewise.yaml", "matryoshka_dimensions: [0]\n");
        assertThatThrownBy(this::read).hasMessageContaining("'matryoshka_dimensions' must be a list of at most 100");
    }

    private Shortening shortening() throws IOException {
        return ((Skill.Embedding) read().skill()).shortening();
    }

    @Test
    void a_manifest_overrules_the_model_and_an_unknown_key_is_an_error() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        write("edgewise.yaml", "pooling: cls\ntokens_max: 40\nbatch_max: 2\nlicence: MIT\nregions: [KR, eu]\n");
        ModelFolder model = read();
        assertThat(model.licence()).isEqualTo("MIT");
        assertThat(model.wishes().regions()).containsExactly("KR", "eu");
        assertThat(model.skill())
                .isEqualTo(new Skill.Embedding(32, 40, 7, 2, Pooling.CLS, true, Map.of(), Optional.empty()));

        write("edgewise.yaml", "task: embed\npoling: cls\n");
        assertThatThrownBy(this::read)
                .hasMessage(
                        "edgewise.yaml:2:1: unknown key 'poling'; did you mean 'pooling'?; allowed: batch_max, files,"
                                + " labels, licence, matryoshka_dimensions, memory, onnx, output, pooling, precision, providers, regions, samples, scores, task, threshold,"
                                + " tokens_max");
        write("edgewise.yaml", "memory: {hots: 1GB}\n");
        assertThatThrownBy(this::read)
                .hasMessage("edgewise.yaml:1:10: unknown key 'hots'; did you mean 'host'?; allowed: device, host");
        write("edgewise.yaml", "pooling: middle\n");
        assertThatThrownBy(this::read).hasMessageContaining("one of [mean, cls, last, max, in_graph]");
        write("edgewise.yaml", "!!javax.script.ScriptEngineManager []\n");
        assertThatThrownBy(this::read).isInstanceOf(RefusedModelException.class);
        Files.delete(folder.resolve("edgewise.yaml"));
        write("edgewise.json", "{\n  \"tsak\": \"infer\"}");
        assertThatThrownBy(this::read)
                .hasMessageContaining("edgewise.json:2:3: unknown key 'tsak'; did you mean 'task'?");
        write("edgewise.json", "{\"task\": \"infer\"}");
        assertThat(read().skill()).isEqualTo(new Skill.Tensors());
    }

    @Test
    void a_manifest_says_what_the_node_may_do_with_the_model() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        write(
                "edgewise.yaml",
                "providers: [cuda, cpu]\nmemory: {host: 600MB, device: 1.5GiB}\nregions: [KR]\nbatch_max: 32\nsamples: [hello]\n");
        Wishes wishes = read().wishes();
        assertThat(wishes)
                .isEqualTo(new Wishes(
                        List.of(Provider.CUDA, Provider.CPU),
                        OptionalLong.of(600_000_000),
                        OptionalLong.of(1_610_612_736),
                        List.of("KR"),
                        OptionalInt.of(32),
                        List.of("hello")));
        assertThat(read().card(new ModelId("m")).wishes()).isEqualTo(wishes);
        assertThat(wishes.allows("kr")).isTrue();
        assertThat(wishes.allows("JP")).isFalse();
        assertThat(Wishes.NONE.allows("JP")).isTrue();
    }

    @Test
    void a_wish_that_makes_no_sense_is_refused_where_it_stands() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        Map<String, String> wrong = Map.of(
                "providers: [cudaa]",
                        "edgewise.yaml:1:1: 'providers' must be one of [tensorrt, cuda, cpu]; did you mean",
                "memory: {host: 600}", "edgewise.yaml:1:10: 'memory.host' must be a size such as 64kB",
                "memory: 600MB", "edgewise.yaml:1:1: 'memory' must be a mapping",
                "regions: KR", "'regions' must be a list of region tags",
                "regions: []", "'regions' names no region",
                "samples: ['']", "'samples' must be a list of at most 64 texts",
                "precision: int9",
                        "'precision' must be one of [fp32, fp16, bf16, int8, uint8, q4, q4f16, bnb4]; did you",
                "precision: q4\nonnx: onnx/model.onnx", "'onnx' names a file of fp32: keep one of the two");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            write("edgewise.yaml", each.getKey() + "\n");
            assertThatThrownBy(this::read)
                    .isInstanceOf(RefusedModelException.class)
                    .hasMessageContaining(each.getValue());
        }
    }

    @Test
    void the_precision_takes_the_export_of_its_kind_and_says_what_there_is_when_none_has_it() throws IOException {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        for (String name : List.of("model_fp16", "model_quantized", "model_q4", "model_q4f16")) {
            Files.copy(folder.resolve("onnx/model.onnx"), folder.resolve("onnx/" + name + ".onnx"));
        }
        assertThat(read().source().model()).isEqualTo("onnx/model_quantized.onnx");
        for (String each :
                List.of("fp32:model", "fp16:model_fp16", "int8:model_quantized", "q4:model_q4", "q4f16:model_q4f16")) {
            String[] pair = each.split(":", -1);
            write("edgewise.yaml", "precision: " + pair[0] + "\n");
            assertThat(read().source().model()).isEqualTo("onnx/" + pair[1] + ".onnx");
        }
        write("edgewise.yaml", "precision: uint8\n");
        assertThatThrownBy(this::read)
                .hasMessage(
                        "the manifest wants precision uint8, which no ONNX file has; there are onnx/model.onnx (fp32),"
                                + " onnx/model_fp16.onnx (fp16), onnx/model_q4.onnx (q4), onnx/model_q4f16.onnx (q4f16),"
                                + " onnx/model_quantized.onnx (int8)");
    }

    @Test
    void the_precision_is_read_off_the_names_that_exporters_give() {
        Map<String, Precision> names = Map.of(
                "onnx/model.onnx", Precision.FP32,
                "onnx/decoder_model_merged_q4f16.onnx", Precision.Q4F16,
                "onnx/model_qint8_avx512_vnni.onnx", Precision.INT8,
                "onnx/model_quint8_avx2.onnx", Precision.UINT8,
                "model-int8.onnx", Precision.INT8,
                "all-minilm-l6-v2-q.onnx", Precision.FP32);
        names.forEach(
                (name, precision) -> assertThat(Precision.of(name)).as(name).isEqualTo(precision));
    }

    @Test
    void a_node_with_keys_takes_models_signed_by_one_of_them_and_unchanged() throws Exception {
        encoder(Onnx.port("last_hidden_state", 1, -1, -1, 32));
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Signatures signatures = Signatures.by(
                List.of(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())));
        assertThatThrownBy(() -> read(folder, signatures)).hasMessageContaining("not signed");

        write(
                "edgewise.yaml",
                "files:\n  tokenizer.json: " + sum("tokenizer.json") + "\n  onnx/model.onnx: " + sum("onnx/model.onnx")
                        + "\n");
        assertThatThrownBy(() -> read(folder, signatures)).hasMessageContaining("no edgewise.sig");
        sign(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        assertThatThrownBy(() -> read(folder, signatures)).hasMessageContaining("none of the keys");
        sign(pair);
        assertThat(read(folder, signatures).skill()).isInstanceOf(Skill.Embedding.class);

        write("config.json", "{}");
        assertThatThrownBy(() -> read(folder, signatures)).hasMessageContaining("does not name the file config.json");
        Files.delete(folder.resolve("config.json"));
        write("tokenizer.json", "{\"model\": {\"vocab\": {\"c\": 9}}}");
        assertThatThrownBy(() -> read(folder, signatures)).hasMessageContaining("tokenizer.json is not the one");
    }

    private String sum(String name) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(name))));
    }

    private void sign(KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(pair.getPrivate());
        signature.update(Files.readAllBytes(folder.resolve("edgewise.yaml")));
        Files.write(
                folder.resolve("edgewise.sig"),
                Base64.getEncoder().encodeToString(signature.sign()).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void of_several_exports_the_most_wanted_is_taken() throws IOException {
        assertThat(Exports.DEFAULT.choose(List.of("onnx/model.onnx", "onnx/model_q4.onnx"), Optional.empty()))
                .isEqualTo("onnx/model_q4.onnx");
        assertThat(Exports.DEFAULT.choose(List.of("onnx/model.onnx", "model.onnx"), Optional.empty()))
                .isEqualTo("onnx/model.onnx");
        assertThat(Exports.DEFAULT.choose(List.of("strange.onnx", "config.json"), Optional.empty()))
                .isEqualTo("strange.onnx");
        assertThatThrownBy(() -> Exports.DEFAULT.choose(List.of("a.onnx", "b.onnx"), Optional.empty()))
                .hasMessageContaining("name one with #, such as #a.onnx");
    }
}
