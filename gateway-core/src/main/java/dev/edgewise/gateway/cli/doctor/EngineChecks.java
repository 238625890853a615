package dev.edgewise.gateway.cli.doctor;

import dev.edgewise.gateway.config.InferenceConfig;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Reranked;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.onnx.RuntimeFacts;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runtime of local models, and whether the model inside the node's jars computes what it should. */
final class EngineChecks {
    private static final ModelId MODEL = new ModelId("all-minilm-l6-v2-q");
    private static final String TEXT = "The sky is blue.";
    /** How the vector of that text begins. */
    private static final float[] BEGINS = {0.0172f, 0.0129f, 0.0431f, 0.0141f, 0.0250f, 0.0054f, 0.1020f, -0.0246f};
    /** Processors round 8-bit sums differently. */
    private static final double DIFFERENCE_MAX = 0.02;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String REINSTALL =
            "Check that the store folder is writable and this is Linux, macOS or Windows on x86-64 or arm64; build anew.";

    private EngineChecks() {}

    static List<Finding> all(Path models, InferenceConfig config) {
        List<Finding> findings = new ArrayList<>();
        try {
            RuntimeFacts facts = RuntimeFacts.of(models);
            findings.add(Finding.ok("onnx runtime", facts.version() + ", native library loaded"));
            findings.add(providers(facts.providers()));
        } catch (IOException failed) {
            findings.add(Finding.bad("onnx runtime", String.valueOf(failed.getMessage()), REINSTALL));
            return findings;
        }
        findings.addAll(model(models, config));
        return findings;
    }

    static Finding providers(List<String> providers) {
        String says = "runs models with " + String.join(", ", providers);
        return providers.contains("CUDA")
                ? Finding.ok("gpu", says)
                : Finding.ok("gpu", says + ": no GPU (EDGEWISE_FLAVOR=gpu builds for CUDA)");
    }

    private static List<Finding> model(Path models, InferenceConfig config) {
        long began = System.nanoTime();
        try (var engine = new LocalEngine(ModelCatalog.embedded(), models, LocalLimits.ofCores(1), System::nanoTime)) {
            engine.place(
                    Map.of(),
                    new ProviderPlan(
                            config.providers(), config.device(), config.memory().deviceBytesMax()));
            var answer = engine.answer(
                    Embed.ofTexts(MODEL, List.of(TEXT)), Call.until(Deadline.after(PATIENCE, System.nanoTime())));
            long millis = (System.nanoTime() - began) / 1_000_000;
            return switch (answer) {
                case Embeddings vectors -> {
                    List<Finding> findings = new ArrayList<>(List.of(known(vectors.vector(0), millis)));
                    Optional.ofNullable(engine.providers().get(MODEL))
                            .ifPresent(choice -> findings.addAll(used(choice)));
                    yield findings;
                }
                case Generated _, Inferred _, Classified _, Reranked _ ->
                    throw new IllegalStateException("an embedder gave " + answer);
            };
        } catch (EngineException failed) {
            return List.of(Finding.bad("model", MODEL + ": " + failed.fault().message(), REINSTALL));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of(Finding.bad("model", "interrupted", "Run it again."));
        }
    }

    /** What the embedded model was computed with, and what else was wanted. */
    static List<Finding> used(ProviderChoice choice) {
        List<Finding> findings = new ArrayList<>();
        for (ProviderChoice.Refusal refusal : choice.refused()) {
            findings.add(Finding.warn(
                    "provider " + refusal.provider().id(),
                    "not usable: " + refusal.reason(),
                    "Models run on " + choice.used().id() + " instead. Mend what is said, or take it out of"
                            + " inference.providers."));
        }
        if (choice.used().onDevice()) {
            findings.add(Finding.ok("provider " + choice.used().id(), "computes the same numbers as the processor"));
        }
        return findings;
    }

    static Finding known(float[] vector, long millis) {
        double norm = 0;
        for (float value : vector) {
            norm += value * value;
        }
        boolean right = Math.abs(Math.sqrt(norm) - 1) < 1e-3;
        for (int i = 0; i < BEGINS.length; i++) {
            right &= Math.abs(vector[i] - BEGINS[i]) < DIFFERENCE_MAX;
        }
        return right
                ? Finding.ok("model", MODEL + " loads and embeds a known text as it should (" + millis + " ms)")
                : Finding.bad(
                        "model",
                        MODEL + " embeds a known text wrongly",
                        "The model's files or the runtime are damaged: remove the store's models folder and build anew.");
    }
}
