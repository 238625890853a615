package dev.edgewise.inference.local;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Purpose;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.onnx.EmbeddingModel;
import dev.edgewise.inference.onnx.ImageModel;
import dev.edgewise.inference.onnx.ScoringModel;
import dev.edgewise.inference.onnx.TensorClassifier;
import dev.edgewise.inference.residency.Lease;
import dev.edgewise.inference.schedule.RowJob;
import dev.edgewise.inference.schedule.RowModel;
import dev.edgewise.inference.schedule.RowNames;
import dev.edgewise.inference.score.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What the engine does with classifiers, heads and cross-encoders. Any number of callers. */
final class Labelling {
    /** Most pictures in one piece of work. */
    static final int IMAGES_MAX = 64;

    /** Pictures and numbers are not counted in tokens. */
    private static final Usage NO_TOKENS = new Usage(0, 0);

    private final Runs runs;
    private final int inputsMax;

    /** How models are loaded and run, within a call's deadline. */
    interface Runs {
        Lease<Held> lease(ModelCard card, Call call) throws EngineException, InterruptedException;

        RowJob rows(RowModel model, List<TextInput> inputs, RowNames names, Call call)
                throws EngineException, InterruptedException;

        float[] pictures(ImageModel model, ClassifyImage work, int labels, Call call)
                throws EngineException, InterruptedException;

        /** @param over called once, when the rows have been run or never will be */
        float[] tensors(RowRuns rows, TensorClassifier model, ClassifyTensors work, Runnable over, Call call)
                throws EngineException, InterruptedException;
    }

    Labelling(Runs runs, int inputsMax) {
        this.runs = runs;
        this.inputsMax = inputsMax;
    }

    Classified texts(Classify work, ModelCard card, Call call) throws EngineException, InterruptedException {
        if (!(card.skill() instanceof Skill.Classification wanted)) {
            throw Inputs.unsupported("model " + card.id() + " labels no texts: ask for a model that does");
        }
        Inputs.check("input", work.inputs(), inputsMax);
        Skill.Classification skill = wanted;
        RowJob job;
        float[] logits;
        try (Lease<Held> lease = runs.lease(card, call)) {
            // Its labels may be others than the catalogue's, where a new one is on its way into memory.
            skill = lease.model().card().skill() instanceof Skill.Classification held ? held : skill;
            switch (lease.model().model()) {
                case LoadedModel.Scorer(ScoringModel model) -> {
                    job = runs.rows(model, work.inputs(), RowNames.INPUTS, call);
                    logits = job.outputs();
                }
                case LoadedModel.Head(LinearHead head, ModelId _) -> {
                    job = vectors(lease.model().card(), work.inputs(), call);
                    logits = head.logits(job.outputs());
                }
                case LoadedModel.Embedder _,
                        LoadedModel.Writer _,
                        LoadedModel.Pictures _,
                        LoadedModel.Rows _,
                        LoadedModel.Raw _ ->
                    throw new IllegalStateException(card.id() + " was loaded as something else");
            }
        }
        var usage = new Usage(job.tokens(), 0);
        finite(logits, usage);
        int count = skill.labels().size();
        List<LabelConfidence> confidence = new ArrayList<>(work.inputs().size());
        for (int i = 0; i < work.inputs().size(); i++) {
            confidence.add(Scores.label(logits, i * count, count, skill.several(), skill.calibration()));
        }
        return new Classified(
                skill.labels(), skill.several(), skill.calibration().holdsFrom(), logits, confidence, usage);
    }

    Classified images(ClassifyImage work, ModelCard card, Call call) throws EngineException, InterruptedException {
        if (!(card.skill() instanceof Skill.ImageClassification wanted)) {
            throw Inputs.unsupported(
                    "model " + card.id() + " labels no images: send text, or ask for a model of images");
        }
        if (work.images().isEmpty() || work.images().size() > IMAGES_MAX) {
            throw Inputs.invalid("send 1 to " + IMAGES_MAX + " images");
        }
        Skill.ImageClassification skill = wanted;
        int count;
        float[] numbers;
        try (Lease<Held> lease = runs.lease(card, call)) {
            skill = lease.model().card().skill() instanceof Skill.ImageClassification held ? held : skill;
            count = skill.labels().size();
            if (!(lease.model().model() instanceof LoadedModel.Pictures(ImageModel model))) {
                throw new IllegalStateException(card.id() + " was loaded as something else");
            }
            numbers = runs.pictures(model, work, count, call);
        }
        return labelled(skill, numbers, work.images().size());
    }

    Classified rows(ClassifyTensors work, ModelCard card, Call call) throws EngineException, InterruptedException {
        return new RowLabelling(runs).label(work, card, call);
    }

    /** What the classes of a model's outputs are called. */
    static Inferred.Classes classes(Skill skill) {
        return switch (skill) {
            case Skill.TensorClassification rows -> new Inferred.Classes(rows.labels(), rows.output());
            case Skill.Labels labels -> new Inferred.Classes(labels.labels(), "");
            case Skill.Embedding _, Skill.Generation _, Skill.Reranking _, Skill.Tensors _ -> Inferred.Classes.NONE;
        };
    }

    /** Makes scores of a model's numbers, in their place, and says how sure they are. */
    static Classified labelled(Skill.Labels skill, float[] numbers, int inputs) throws EngineException {
        finite(numbers, NO_TOKENS);
        int count = skill.labels().size();
        List<LabelConfidence> confidence = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            confidence.add(
                    skill.probabilities()
                            ? Scores.ofProbabilities(numbers, i * count, count, skill.several(), skill.calibration())
                            : Scores.label(numbers, i * count, count, skill.several(), skill.calibration()));
        }
        return new Classified(
                skill.labels(), skill.several(), skill.calibration().holdsFrom(), numbers, confidence, NO_TOKENS);
    }

    Reranked rerank(Rerank work, ModelCard card, Call call) throws EngineException, InterruptedException {
        if (work.query().isEmpty()) {
            throw Inputs.invalid("the query is empty: send text");
        }
        Inputs.check("document", texts(work.documents()), inputsMax - 1);
        return switch (card.skill()) {
            case Skill.Reranking _ -> crossEncoded(work, card, call);
            case Skill.Embedding skill -> compared(work, card, skill, call);
            case Skill.Generation _,
                    Skill.Classification _,
                    Skill.ImageClassification _,
                    Skill.TensorClassification _,
                    Skill.Tensors _ ->
                throw Inputs.unsupported(
                        "model " + card.id() + " ranks nothing: ask for a reranking or an embedding model");
        };
    }

    private Reranked crossEncoded(Rerank work, ModelCard card, Call call) throws EngineException, InterruptedException {
        List<TextInput> pairs = work.documents().stream()
                .<TextInput>map(document -> new TextInput.Pair(work.query(), document))
                .toList();
        RowJob job;
        try (Lease<Held> lease = runs.lease(card, call)) {
            if (!(lease.model().model() instanceof LoadedModel.Scorer(ScoringModel model))) {
                throw new IllegalStateException(card.id() + " was loaded as something else");
            }
            job = runs.rows(model, pairs, RowNames.ranked(false), call);
        }
        float[] scores = job.outputs();
        var usage = new Usage(job.tokens(), 0);
        finite(scores, usage);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Scores.sigmoid(scores[i]);
        }
        return new Reranked(scores, Reranked.Method.CROSS_ENCODER, usage);
    }

    /** The cosine of the query's vector and each document's. */
    private Reranked compared(Rerank work, ModelCard card, Skill.Embedding skill, Call call)
            throws EngineException, InterruptedException {
        Embed query =
                new Embed(card.id(), texts(List.of(work.query())), OptionalInt.empty()).withPurpose(Purpose.QUERY);
        Embed documents =
                new Embed(card.id(), texts(work.documents()), OptionalInt.empty()).withPurpose(Purpose.PASSAGE);
        List<TextInput> inputs = Stream.concat(
                        Prompts.apply(query, skill).stream(), Prompts.apply(documents, skill).stream())
                .toList();
        RowJob job = embedded(card, inputs, RowNames.ranked(true), call);
        float[] vectors = job.outputs();
        var usage = new Usage(job.tokens(), 0);
        finite(vectors, usage);
        float[] scores = new float[work.documents().size()];
        // As the model in memory has it: the catalogue may speak of a new one that is on its way.
        int dimensions = vectors.length / inputs.size();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = cosine(vectors, (i + 1) * dimensions, dimensions);
        }
        return new Reranked(scores, Reranked.Method.SIMILARITY, usage);
    }

    /** Of the first vector and the one at {@code from}. */
    private static float cosine(float[] vectors, int from, int dimensions) {
        double dot = 0;
        double one = 0;
        double other = 0;
        for (int d = 0; d < dimensions; d++) {
            dot += (double) vectors[d] * vectors[from + d];
            one += (double) vectors[d] * vectors[d];
            other += (double) vectors[from + d] * vectors[from + d];
        }
        double lengths = Math.sqrt(one * other);
        return lengths > 0 ? (float) Math.clamp(dot / lengths, -1, 1) : 0;
    }

    /** The vectors that a head reads. */
    private RowJob vectors(ModelCard head, List<TextInput> inputs, Call call)
            throws EngineException, InterruptedException {
        if (!(head.source() instanceof ModelSource.Head(var _, ModelCard embedder))
                || !(embedder.skill() instanceof Skill.Embedding skill)) {
            throw new IllegalStateException(head.id() + " has no embedder");
        }
        var work = new Embed(embedder.id(), inputs, OptionalInt.empty());
        return embedded(embedder, Prompts.apply(work, skill), RowNames.INPUTS, call);
    }

    private RowJob embedded(ModelCard embedder, List<TextInput> inputs, RowNames names, Call call)
            throws EngineException, InterruptedException {
        try (Lease<Held> lease = runs.lease(embedder, call)) {
            if (!(lease.model().model() instanceof LoadedModel.Embedder(EmbeddingModel model))) {
                throw new IllegalStateException(embedder.id() + " was loaded as something else");
            }
            return runs.rows(model, inputs, names, call);
        }
    }

    private static List<TextInput> texts(List<String> texts) {
        return texts.stream().<TextInput>map(TextInput.Text::new).toList();
    }

    /** @param usage what the numbers took */
    private static void finite(float[] numbers, Usage usage) throws EngineException {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw EngineException.of(Fault.Kind.INTERNAL, "the model's answer has numbers that are none")
                        .having(usage);
            }
        }
    }
}
