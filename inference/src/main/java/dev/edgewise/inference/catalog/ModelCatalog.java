package dev.edgewise.inference.catalog;

import dev.edgewise.inference.ModelId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The models a node can serve, by name. Immutable, any thread. */
public final class ModelCatalog {
    /** The embedder that ships with the node: English, 384 dimensions, int8. */
    public static final ModelId ALL_MINILM_L6_V2_Q = new ModelId("all-minilm-l6-v2-q");

    private final Map<ModelId, ModelCard> cards;

    /**
     * A catalogue of these, and of the embedders that heads among them read.
     *
     * @throws IllegalStateException if two cards have the same name
     */
    public ModelCatalog(Collection<ModelCard> cards) {
        Map<ModelId, ModelCard> all =
                new HashMap<>(cards.stream().collect(Collectors.toUnmodifiableMap(ModelCard::id, Function.identity())));
        for (ModelCard card : cards) {
            if (card.source() instanceof ModelSource.Head(var _, ModelCard embedder)) {
                all.putIfAbsent(embedder.id(), embedder);
            }
        }
        this.cards = Map.copyOf(all);
    }

    /** The models inside the node's own jars: no network, no disk needed. */
    public static ModelCatalog embedded() {
        Skill skill = new Skill.Embedding(
                384,
                // What the model was made for: sentence_bert_config.json says max_seq_length 256, though 512 fit.
                256,
                30_522,
                // Its activations are quantized with one scale for the whole batch: a neighbour changes the vector
                // (cosine 0.995 against the same text alone), so rows run alone and one text has one vector.
                1,
                Pooling.MEAN,
                true,
                Map.of(),
                Optional.empty());
        return new ModelCatalog(List.of(new ModelCard(
                ALL_MINILM_L6_V2_Q,
                skill,
                EmbeddedFiles.of("all-minilm-l6-v2-q.onnx", "all-minilm-l6-v2-q-tokenizer.json"),
                "Apache-2.0")));
    }

    /** The card of a model; empty if there is no such model. */
    public Optional<ModelCard> find(ModelId id) {
        return Optional.ofNullable(cards.get(id));
    }

    /** The same, or null: on the way of every request, where an {@code Optional} is one object more. */
    public @Nullable ModelCard get(ModelId id) {
        return cards.get(id);
    }

    /** Whether that is the card of its model. */
    public boolean has(ModelCard card) {
        return card.equals(cards.get(card.id()));
    }

    /** All cards, by name. */
    public List<ModelCard> cards() {
        return cards.values().stream()
                .sorted(Comparator.comparing(card -> card.id().value()))
                .toList();
    }
}
