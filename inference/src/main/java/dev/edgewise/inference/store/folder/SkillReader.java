package dev.edgewise.inference.store.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.Task;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.chat.ChatTemplate;
import dev.edgewise.inference.store.scan.FolderFiles;
import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.Port;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Finds out what a model does from its configuration, its sentence-transformers files and its graph. One folder. */
final class SkillReader {
    /** Encoders whose positions start after the padding token's id. */
    private static final Set<String> SHIFTED_POSITIONS =
            Set.of("roberta", "xlm-roberta", "camembert", "mpnet", "longformer", "xlm-roberta-xl", "data2vec-text");

    /** The attention that writes keys and values where those before lie. */
    private static final String SHARING = "GroupQueryAttention";

    /** What the names of architectures of classifiers of pictures end with. */
    private static final String IMAGES = "ForImageClassification";

    /** The key of config.json that names labels by their numbers. */
    private static final String LABELS = "id2label";

    /** ONNX's code of 32-bit floats. */
    private static final int FLOAT = 1;

    private static final int TOKENS_DEFAULT = 512;
    private static final int TOKENS_MAX = 1 << 20;
    /** Quantized with one scale for the whole batch, so that a neighbour changes an answer. */
    private static final Set<String> BATCH_SCALED = Set.of(
            "DynamicQuantizeLinear",
            "DynamicQuantizeMatMul",
            "DynamicQuantizeLSTM",
            "QAttention",
            "QEmbedLayerNormalization");
    /** On a CPU larger batches gain nothing. */
    private static final int ROWS_PER_BATCH = 8;
    /** Rows of plain numbers are cheap next to a run's own cost; more would make others wait. */
    private static final int NUMBER_ROWS_PER_BATCH = 32;
    /** States of one batch, for each thread that runs it. */
    private static final int STATES_BYTES_MAX = 16 << 20;

    static final int LABELS_MAX = 100_000;

    private final Path folder;
    private final String onnx;
    private final GraphSummary graph;
    private final Manifest manifest;
    private final boolean tokenizer;
    private final JsonNode config;
    private final JsonNode tokenizerConfig;
    private final SentenceModules modules;

    /** What the graph fixes of the ids that a model of texts reads. */
    private InputShape fixed = InputShape.OPEN;

    SkillReader(Path folder, String onnx, GraphSummary graph, Manifest manifest) throws IOException {
        this.folder = folder;
        this.onnx = onnx;
        this.graph = graph;
        this.manifest = manifest;
        this.tokenizer = FolderJson.has(folder, FolderReader.TOKENIZER);
        this.config = FolderJson.read(folder, "config.json");
        this.tokenizerConfig = FolderJson.read(folder, "tokenizer_config.json");
        this.modules = SentenceModules.read(folder);
    }

    Skill skill() throws IOException {
        Optional<Skill> known = manifest.task().isEmpty() && config.isMissingNode()
                ? WellKnown.skill(FolderFiles.find(folder, onnx))
                : Optional.empty();
        if (known.isPresent()) {
            return known.get();
        }
        Task told = manifest.task().orElse(null);
        Task task = told == null ? task() : told == Task.CLASSIFY ? classified() : told;
        boolean text = task == Task.EMBED || task == Task.GENERATE || task == Task.CLASSIFY || task == Task.RERANK;
        if (!tokenizer && text) {
            throw new RefusedModelException("the folder has no tokenizer.json, which a model that reads text needs");
        }
        InputNames.check(task, graph);
        fixed = InputShape.of(task, graph);
        String name = task.name().toLowerCase(Locale.ROOT);
        if (manifest.scores().isPresent() && task != Task.CLASSIFY_TENSOR && task != Task.CLASSIFY_IMAGE) {
            throw new RefusedModelException(
                    "'scores' is for classifiers of tensors and of images; this model's task is " + name);
        }
        if (manifest.output().isPresent() && task != Task.CLASSIFY_TENSOR) {
            throw new RefusedModelException("'output' is for classifiers of tensors; this model's task is " + name);
        }
        return switch (task) {
            case EMBED -> embedding();
            case GENERATE ->
                new Skill.Generation(
                        tokensMax(),
                        vocabulary(),
                        chatTemplate(),
                        memoryBytesPerToken(),
                        !graph.operators().contains(SHARING));
            case CLASSIFY ->
                new Skill.Classification(
                        labels(), several(), tokensMax(), textVocabulary(), logitRowsMax(), calibration());
            case RERANK -> new Skill.Reranking(tokensMax(), textVocabulary(), logitRowsMax());
            case CLASSIFY_IMAGE ->
                new Skill.ImageClassification(
                        labels(),
                        several(),
                        manifest.scores().equals(Optional.of(ScoreScale.PROBABILITIES)),
                        Preprocessor.read(folder, graph),
                        calibration());
            case CLASSIFY_TENSOR -> rows();
            case INFER -> new Skill.Tensors();
        };
    }

    private Task task() throws RefusedModelException {
        String architecture = architecture();
        boolean text = readsText();
        boolean cache = graph.inputs().stream().anyMatch(port -> port.name().startsWith("past_key_values"));
        if (text && (cache || architecture.endsWith("ForCausalLM") || architecture.endsWith("LMHeadModel"))) {
            return Task.GENERATE;
        }
        if (!text && namesLabels() && !readsImages() && labelsRows()) {
            return Task.CLASSIFY_TENSOR;
        }
        if (architecture.endsWith("ForSequenceClassification") || (text && hasLogitsOfRows())) {
            return labelCount() == 1 ? Task.RERANK : Task.CLASSIFY;
        }
        if (architecture.endsWith(IMAGES) || (graph.input("pixel_values").isPresent() && namesLabels())) {
            return Task.CLASSIFY_IMAGE;
        }
        if (text && (modules.present() || statesOrVectors().isPresent())) {
            return Task.EMBED;
        }
        if (text && tokenizer && !config.isMissingNode()) {
            throw new RefusedModelException("it is not clear what the model does: it is a "
                    + (architecture.isEmpty() ? "model of no named architecture" : architecture) + " with outputs "
                    + graph.outputs().stream().map(Port::name).toList() + "; say it with 'task' in edgewise.yaml");
        }
        return Task.INFER;
    }

    private String architecture() {
        return config.path("architectures").path(0).asText("");
    }

    private boolean readsText() {
        return graph.input("input_ids").isPresent();
    }

    /** Pictures, and not the numbers that somebody else made of them. */
    private boolean readsImages() {
        return architecture().endsWith(IMAGES)
                || (graph.input("pixel_values").isPresent() && FolderJson.has(folder, Preprocessor.NAME));
    }

    private boolean namesLabels() {
        return !config.path(LABELS).isEmpty() || !manifest.labels().isEmpty();
    }

    /** Whether names and graph fit one another, so that a model that always was one of raw tensors stays it. */
    private boolean labelsRows() {
        OptionalLong width = TensorLabels.width(graph, manifest.output());
        boolean named = !manifest.labels().isEmpty();
        return width.isPresent()
                && (named || width.getAsLong() < 0 || width.getAsLong() == labelCount())
                && (named || labelCount() > 1 || several())
                && !config.path("problem_type").asText().equals("regression");
    }

    /** What a classifier classifies whose manifest does not say more. */
    private Task classified() {
        if (readsText()) {
            return Task.CLASSIFY;
        }
        return FolderJson.has(folder, Preprocessor.NAME) && graph.inputs().size() == 1
                ? Task.CLASSIFY_IMAGE
                : Task.CLASSIFY_TENSOR;
    }

    private Skill.TensorClassification rows() throws RefusedModelException {
        TensorLabels rows = TensorLabels.of(graph, manifest.output());
        List<String> labels = labels(rows.width());
        if (rows.width() >= 0 && rows.width() != labels.size()) {
            throw new RefusedModelException("there are names of " + labels.size() + " labels, and its output "
                    + rows.output() + " has " + rows.width() + " numbers for each row. Name as many with 'labels' in"
                    + " edgewise.yaml, or say task: infer");
        }
        if (labels.size() == 1 && !several()) {
            throw new RefusedModelException("one label alone always has the score 1: say \"problem_type\":"
                    + " \"multi_label_classification\" in config.json where it may hold or not");
        }
        return new Skill.TensorClassification(
                labels,
                several(),
                manifest.scores()
                        .map(scale -> scale == ScoreScale.PROBABILITIES)
                        .orElseGet(rows::probabilities),
                rows.inputs(),
                rows.output(),
                manifest.rowsPerBatchMax().orElse(batchScaled() ? 1 : NUMBER_ROWS_PER_BATCH),
                rows.rowsFixed(),
                calibration());
    }

    private boolean hasLogitsOfRows() {
        return graph.output("logits").filter(port -> port.shape().size() == 2).isPresent();
    }

    private Optional<Port> statesOrVectors() {
        return graph.outputs().stream()
                .filter(port -> Set.of("last_hidden_state", "token_embeddings", "sentence_embedding", "embeddings")
                        .contains(port.name()))
                .findFirst();
    }

    private Skill.Embedding embedding() throws IOException {
        boolean pooled = (graph.output("sentence_embedding").isPresent()
                        || graph.output("embeddings").isPresent())
                && (modules.habits().promptsPooled() || !givesStates());
        Pooling pooling = manifest.pooling()
                .orElseGet(() -> pooled ? Pooling.IN_GRAPH : modules.pooling().orElse(Pooling.MEAN));
        if (pooling == Pooling.IN_GRAPH
                && !modules.habits().promptsPooled()
                && !modules.prompts().isEmpty()) {
            throw new RefusedModelException("its pooling leaves prompts out (include_prompt: false), and " + onnx
                    + " pools by itself, prompts and all: export it with last_hidden_state or token_embeddings");
        }
        int dimensions = dimensions(pooling);
        int tokensMax = tokensMax();
        return new Skill.Embedding(
                dimensions,
                tokensMax,
                textVocabulary(),
                manifest.rowsPerBatchMax().orElseGet(() -> rowsPerBatchMax(dimensions, tokensMax)),
                pooling,
                modules.normalized(),
                modules.prompts(),
                modules.defaultPrompt(),
                Matryoshka.read(folder, config, manifest, dimensions),
                modules.habits());
    }

    private boolean givesStates() {
        return graph.output("last_hidden_state").isPresent()
                || graph.output("token_embeddings").isPresent();
    }

    private int dimensions(Pooling pooling) throws RefusedModelException {
        int rank = pooling == Pooling.IN_GRAPH ? 2 : 3;
        long announced = graph.outputs().stream()
                .filter(port -> port.shape().size() == rank)
                .map(port -> port.shape().getLast())
                .filter(size -> size > 0)
                .findFirst()
                .orElse(config.path("hidden_size").asLong(config.path("dim").asLong(0)));
        if (announced <= 0 || announced > TOKENS_MAX) {
            throw new RefusedModelException("neither the graph nor config.json says how long the vectors are");
        }
        return (int) announced;
    }

    private int rowsPerBatchMax(int dimensions, int tokensMax) {
        if (batchScaled()) {
            return 1;
        }
        if (fixed.rows() > 0) {
            return fixed.rows();
        }
        long rowBytes = (long) dimensions * tokensMax * Float.BYTES;
        return Math.clamp(STATES_BYTES_MAX / rowBytes, 1, ROWS_PER_BATCH);
    }

    private int logitRowsMax() {
        return manifest.rowsPerBatchMax().orElse(batchScaled() ? 1 : fixed.rows() > 0 ? fixed.rows() : ROWS_PER_BATCH);
    }

    private boolean batchScaled() {
        return graph.operators().stream().anyMatch(BATCH_SCALED::contains);
    }

    /** The manifest's word, or what the files say; never more than the graph takes. */
    private int tokensMax() {
        return fixed.tokens() > 0 ? Math.min(fixed.tokens(), tokensToldMax()) : tokensToldMax();
    }

    private int tokensToldMax() {
        if (manifest.tokensMax().isPresent()) {
            return manifest.tokensMax().getAsInt();
        }
        long most = TOKENS_MAX;
        boolean known = false;
        long positions = config.path("max_position_embeddings")
                .asLong(config.path("n_positions").asLong(0));
        if (SHIFTED_POSITIONS.contains(config.path("model_type").asText())) {
            positions -= config.path("pad_token_id").asLong(1) + 1;
        }
        for (long limit :
                new long[] {positions, tokenizerConfig.path("model_max_length").asLong(0), modules.tokensMax()}) {
            if (limit > 0 && limit <= TOKENS_MAX) {
                most = Math.min(most, limit);
                known = true;
            }
        }
        return known ? (int) most : TOKENS_DEFAULT;
    }

    private int vocabulary() throws IOException {
        int announced = config.path("vocab_size").asInt(0);
        return announced > 0
                ? announced
                : Vocabulary.read(folder, FolderReader.TOKENIZER).size();
    }

    /** How many tokens an encoder knows; its tokenizer may have no more, for it would fail on every text with one of them. */
    private int textVocabulary() throws IOException {
        Vocabulary tokens = Vocabulary.read(folder, FolderReader.TOKENIZER);
        int announced = config.path("vocab_size").asInt(0);
        boolean counted = graph.tokenRows().isPresent();
        long known = counted ? graph.tokenRows().getAsLong() : announced > 0 ? announced : tokens.size();
        if (tokens.pieces() > known) {
            throw new RefusedModelException(
                    "tokenizer.json has " + tokens.pieces() + " tokens, and "
                            + (counted
                                    ? onnx + " has an embedding table of " + known
                                    : "config.json a vocab_size of " + known)
                            + ": it is the tokenizer of another model. Put the tokenizer.json beside the export that it was made with");
        }
        return (int) Math.min(known, Integer.MAX_VALUE);
    }

    /** Keys and values are inputs of the shape [texts, heads, tokens, size of a head]. */
    private long memoryBytesPerToken() {
        return graph.inputs().stream()
                .filter(port -> port.name().startsWith("past_key_values")
                        && port.shape().size() == 4
                        && port.shape().get(1) > 0
                        && port.shape().get(3) > 0)
                .mapToLong(port -> port.shape().get(1)
                        * port.shape().get(3)
                        * (port.elementType() == FLOAT ? Float.BYTES : Short.BYTES))
                .sum();
    }

    private Optional<String> chatTemplate() throws IOException {
        if (FolderJson.has(folder, "chat_template.jinja")) {
            return Optional.of(new String(FolderJson.bytes(folder, "chat_template.jinja"), StandardCharsets.UTF_8));
        }
        return ChatTemplate.of(tokenizerConfig);
    }

    private Calibration calibration() {
        return Calibration.NONE.holdingFrom(manifest.threshold().orElse(Calibration.HOLDS_FROM));
    }

    private boolean several() {
        return config.path("problem_type").asText().equals("multi_label_classification");
    }

    private long labelCount() {
        return labelCount(logitsWidth());
    }

    /** @param width how many the graph has, where nobody names them */
    private long labelCount(long width) {
        int named = manifest.labels().isEmpty()
                ? config.path(LABELS).size()
                : manifest.labels().size();
        return named > 0 ? named : config.path("num_labels").asLong(width);
    }

    private long logitsWidth() {
        return graph.output("logits")
                .filter(port -> !port.shape().isEmpty())
                .map(port -> port.shape().getLast())
                .orElse(0L);
    }

    private List<String> labels() throws RefusedModelException {
        return labels(logitsWidth());
    }

    /** Answers tell scores by label: two classes of one name could not be told apart, or one would hide the other. */
    private List<String> labels(long width) throws RefusedModelException {
        List<String> labels = named(width);
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            if (!seen.add(label)) {
                throw new RefusedModelException("two classes have the label " + label
                        + ": give each its own, in config.json (id2label) or as 'labels' in edgewise.yaml");
            }
        }
        return labels;
    }

    private List<String> named(long width) throws RefusedModelException {
        if (!manifest.labels().isEmpty()) {
            return manifest.labels();
        }
        Map<Integer, String> byIndex = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : config.path(LABELS).properties()) {
            try {
                byIndex.put(Integer.parseInt(entry.getKey()), entry.getValue().asText());
            } catch (NumberFormatException e) {
                throw new RefusedModelException(
                        "id2label in config.json has the key " + entry.getKey() + ", no number");
            }
        }
        long count = labelCount(width);
        if (count < 1 || count > LABELS_MAX) {
            throw new RefusedModelException(
                    "neither config.json (id2label) nor 'labels' in edgewise.yaml nor the graph says which labels there are");
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(byIndex.getOrDefault(i, "LABEL_" + i));
        }
        return labels;
    }
}
