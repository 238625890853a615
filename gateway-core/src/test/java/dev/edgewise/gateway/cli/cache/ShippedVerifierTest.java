package dev.edgewise.gateway.cli.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.eval.LabelledQuestions;
import dev.edgewise.cache.semantic.eval.OwnQuestions;
import dev.edgewise.cache.semantic.tier.CosineVerifier;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierException;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.KnownModels;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier that ships beside the cosine, on pairs that it was not trained on, with the vectors of the real model. */
class ShippedVerifierTest {
    /** A question, the same in other words, and another one that is near. */
    private static final List<List<String>> HELD_OUT = List.of(
            List.of(
                    "How do I knit a scarf?",
                    "What is the easiest way to knit my own scarf?",
                    "How do I wash a scarf?"),
            List.of(
                    "How can I whiten my teeth?",
                    "What should I use to get whiter teeth?",
                    "How can I straighten my teeth?"),
            List.of(
                    "Why do cats sleep so much?",
                    "What is the reason that cats spend so long asleep?",
                    "Why do cats meow so much?"),
            List.of(
                    "How do I frame a painting?",
                    "What is the right way to put a painting in a frame?",
                    "How do I hang a painting?"),
            List.of(
                    "What does a notary do?",
                    "Can you explain to me what the job of a notary is?",
                    "What does a notary charge?"),
            List.of("How is cheese made?", "Can you describe the process of making cheese?", "How is cheese stored?"),
            List.of(
                    "How do I tune a violin?",
                    "What are the steps for getting a violin in tune?",
                    "How do I hold a violin?"),
            List.of(
                    "Why do leaves fall in autumn?",
                    "What makes trees lose their leaves in autumn?",
                    "Why do leaves turn red in autumn?"),
            List.of(
                    "How can I find my lost keys?",
                    "I cannot find my keys, what should I do?",
                    "How can I copy my lost keys?"),
            List.of("How do I set up a tent?", "What is the best way of pitching a tent?", "How do I repair a tent?"),
            List.of(
                    "What is photosynthesis?",
                    "Could you tell me what photosynthesis means?",
                    "What is photosynthesis good for?"),
            List.of(
                    "How do I learn to juggle?",
                    "Is there an easy way to teach myself juggling?",
                    "How do I learn to whistle?"),
            List.of(
                    "How do I merge two branches in git?",
                    "In git, what is the way to merge one branch into another?",
                    "How do I compare two branches in git?"),
            List.of(
                    "How often should I wash my hair?",
                    "How many times a week does hair need to be washed?",
                    "How often should I cut my hair?"),
            List.of(
                    "What is the best way to cook rice?",
                    "How do I cook rice properly?",
                    "What is the best way to store rice?"),
            List.of("How do bees make honey?", "In what way is honey produced by bees?", "How do bees find flowers?"));

    @TempDir
    Path folder;

    @Test
    void pairsItWasNotTrainedOnAreOrderedBetterThanByTheCosine() throws Exception {
        assertThat(OwnQuestions.intents())
                .noneMatch(wordings ->
                        HELD_OUT.stream().anyMatch(held -> held.stream().anyMatch(wordings::contains)));
        NodeConfig config = ((Loaded.Good) new ConfigLoader(Map.of(), KnownModels.any()).defaults()).config();
        ModelCard card = EvalModels.card(config, EvalCommand.EMBEDDER);
        LabelledQuestions labels = labels();
        try (LocalEngine engine = EvalModels.engine(config, List.of(card))) {
            Question[] questions = new QuestionVectors(engine, card)
                    .of(
                            labels,
                            IntStream.range(0, labels.count()).toArray(),
                            new VectorFile(folder.resolve("vectors.bin")),
                            line -> {});
            String embedder = card.id().value();

            double shipped = orderedRightly(VerifierFiles.shipped(embedder).orElseThrow(), labels, questions);
            double cosine = orderedRightly(new CosineVerifier(embedder), labels, questions);

            assertThat(CosineVerifier.orShipped(embedder).id()).startsWith("corrected-cosine:shipped-");
            assertThat(shipped).isGreaterThan(cosine + 0.02);
        }
    }

    private LabelledQuestions labels() throws IOException {
        List<String> lines = new ArrayList<>();
        for (List<String> held : HELD_OUT) {
            lines.add(held.get(0) + "\t" + held.get(1) + "\t1");
            lines.add(held.get(0) + "\t" + held.get(2) + "\t0");
        }
        return LabelledQuestions.read(Files.write(folder.resolve("held-out.tsv"), lines));
    }

    /** How often a right pair scores above a wrong one, over all pairs of both. */
    private static double orderedRightly(Verifier verifier, LabelledQuestions labels, Question[] questions)
            throws VerifierException, InterruptedException {
        List<Double> right = new ArrayList<>();
        List<Double> wrong = new ArrayList<>();
        for (LabelledQuestions.Row row : labels.rows()) {
            Question asked = Objects.requireNonNull(questions[row.one()]);
            Question stored = Objects.requireNonNull(questions[row.other()]);
            (row.same() ? right : wrong).add(verifier.score(asked, List.of(stored))[0]);
        }
        long above = right.stream()
                .mapToLong(
                        score -> wrong.stream().filter(other -> score > other).count())
                .sum();
        return (double) above / (right.size() * wrong.size());
    }
}
