package dev.edgewise.gateway.cli.cache;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.tier.StandardRules;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Questions with their vectors, made by the node's own engine; a file beside keeps them for the next run. */
final class QuestionVectors {
    /** Texts embedded in one piece of work: the engine shares its threads between them. */
    private static final int CHUNK = 256;

    private final Engine engine;
    private final ModelCard card;
    private final Optional<String> prompt;
    private final StandardRules rules = new StandardRules();

    QuestionVectors(Engine engine, ModelCard card) throws IOException {
        if (!(card.skill() instanceof Skill.Embedding skill)) {
            throw new IOException(card.id() + " makes no vectors: name an embedding model");
        }
        this.engine = engine;
        this.card = card;
        this.prompt = Optional.of("query").filter(skill.prompts()::containsKey);
    }

    /**
     * Embeds texts.
     *
     * @param wanted their numbers, each once
     * @param kept vectors of earlier runs; gets those that are made now
     * @return by number; null for others, and for texts that the embedder finds too long
     */
    @Nullable
    Question[] of(LabelledQuestions labels, int[] wanted, VectorFile kept, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<Integer, VectorFile.Vectors> known = kept.read();
        List<Integer> missing = new ArrayList<>();
        for (int text : wanted) {
            if (!known.containsKey(text)) {
                missing.add(text);
            }
        }
        for (int from = 0; from < missing.size(); from += CHUNK) {
            List<Integer> chunk = missing.subList(from, Math.min(missing.size(), from + CHUNK));
            Map<Integer, VectorFile.Vectors> made = embed(labels, chunk);
            kept.append(made);
            known.putAll(made);
            if (from / CHUNK % 20 == 0) {
                progress.accept("embedded " + from + " of " + missing.size() + " texts");
            }
        }
        @Nullable Question[] questions = new Question[labels.count()];
        for (int text : wanted) {
            VectorFile.Vectors vectors = known.get(text);
            if (vectors != null) {
                String words = labels.text(text);
                String language = rules.language(words);
                questions[text] = new Question(
                        words, language, vectors.vector(), vectors.tokens(), rules.prepare(words, language));
            }
        }
        return questions;
    }

    private Map<Integer, VectorFile.Vectors> embed(LabelledQuestions labels, List<Integer> chunk)
            throws IOException, InterruptedException {
        Map<Integer, VectorFile.Vectors> made = new LinkedHashMap<>();
        try {
            Embeddings answer = answer(chunk.stream().map(labels::text).toList());
            for (int i = 0; i < chunk.size(); i++) {
                made.put(chunk.get(i), vectors(answer, i));
            }
        } catch (EngineException e) {
            if (e.fault().kind() != Fault.Kind.INPUT_TOO_LONG) {
                throw new IOException(
                        "the texts cannot be embedded: " + e.fault().message(), e);
            }
            if (chunk.size() > 1) {
                made.putAll(embed(labels, chunk.subList(0, chunk.size() / 2)));
                made.putAll(embed(labels, chunk.subList(chunk.size() / 2, chunk.size())));
            }
        }
        return made;
    }

    private Embeddings answer(List<String> texts) throws EngineException, InterruptedException {
        List<TextInput> inputs =
                texts.stream().<TextInput>map(TextInput.Text::new).toList();
        return (Embeddings)
                engine.answer(new Embed(card.id(), inputs, OptionalInt.empty(), prompt).withTokens(), Call.patient());
    }

    private static VectorFile.Vectors vectors(Embeddings answer, int at) {
        float[] vector = answer.vector(at);
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float by = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= by;
        }
        return new VectorFile.Vectors(
                vector, answer.tokens(at).map(TokenVectors::of).orElse(TokenVectors.NONE));
    }
}
