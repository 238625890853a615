package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Share;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What judges whether two questions mean the same, once no rule tells them apart.
 *
 * @param model the name of a cross-encoder among the models; null: none
 * @param file a verifier trained here; null: what comes with Edgewise for the embedder, else the cosine
 * @param threshold the score from which on answers are served; null: learned for {@code max_wrong}
 */
public record VerifierConfig(
        @Nullable String model,
        @Nullable Path file,
        @Nullable Share threshold) {

    private static final Setting<String> MODEL = Setting.of(
                    "model",
                    Names.MODEL,
                    "Name of a model above whose local model reads two texts together (a cross-encoder) and scores the nearest few; absent: the light scorer alone.")
            .optional();
    private static final Setting<Path> FILE = Setting.of(
                    "file",
                    Scalars.path(),
                    "A light scorer written by ./edgewise cache train-verifier; absent: the corrected cosine that comes with Edgewise for the embedder, or without one the cosine of the questions' vectors.")
            .optional();
    private static final Setting<Share> THRESHOLD = Setting.of(
                    "threshold",
                    Scalars.share(),
                    "The score from which on answers are served; absent: learned, so that max_wrong holds.")
            .optional();

    static final Group<VerifierConfig> GROUP = Group.of(
            "What judges whether two questions mean the same, once no rule tells them apart.",
            values -> new VerifierConfig(values.find(MODEL), values.find(FILE), values.find(THRESHOLD)),
            MODEL,
            FILE,
            THRESHOLD);
}
