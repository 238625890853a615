package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Share;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stored answers for questions that mean the same.
 *
 * @param embedder the name of a local embedder among the models
 * @param wrongMax how many of all questions may get a wrong answer
 * @param confidence how surely a threshold keeps that
 * @param languages what the embedder speaks; null: what is known of it by its name
 * @param verifier what judges pairs
 * @param calibration what labelled questions say of the verifier's scores; null: nothing is known of them
 * @param audit share of the answers about to be served that are checked against the real one instead
 * @param memoryBytesMax what the stored questions may take
 * @param timeMax how long a question may wait for its vector and its neighbours
 * @param questionCharsMax longer questions are not compared, in UTF-16 units
 */
public record SemanticConfig(
        String embedder,
        Share wrongMax,
        Share confidence,
        @Nullable List<String> languages,
        VerifierConfig verifier,
        @Nullable Path calibration,
        Share audit,
        long memoryBytesMax,
        Duration timeMax,
        int questionCharsMax) {

    /** Stands for every language. */
    public static final String ALL_LANGUAGES = "*";

    private static final int LANGUAGES_MAX = 200;

    private static final Setting<String> EMBEDDER = Setting.of(
            "embedder", Names.MODEL, "Name of a model above whose local model is an embedder: it makes the vectors.");
    private static final Setting<Share> WRONG_MAX = Setting.of(
                    "max_wrong",
                    Scalars.share(),
                    "How many of all questions asked may get an answer that is not theirs. Where the evidence is too thin to promise it, only questions in the same words share answers.")
            .byDefault("0.01");
    private static final Setting<Share> CONFIDENCE = Setting.of(
                    "confidence",
                    Scalars.share(0.5, 0.99),
                    "How surely a threshold keeps max_wrong, by the evidence there is: at 0.9 more would be found wrong in one case of ten. 0.5 takes what was counted as it is: more hits, and the bound holds on average only.")
            .byDefault("0.9");
    private static final Setting<List<String>> LANGUAGES = Setting.of(
                    "languages",
                    new ListOf<>(
                            Scalars.text(
                                    "a language code of two or three small letters such as en or ko, or '*' for all",
                                    "[a-z]{2,3}|\\*"),
                            1,
                            LANGUAGES_MAX),
                    "Languages that the embedder speaks; questions in others are not compared. Absent: what is known of the model by its name (all-minilm: en; multilingual-e5: a hundred), and none for a model that nobody knows.")
            .optional();
    private static final Setting<VerifierConfig> VERIFIER = Setting.section("verifier", VerifierConfig.GROUP);
    private static final Setting<Path> CALIBRATION = Setting.of(
                    "calibration",
                    Scalars.path(),
                    "What labelled questions say of the verifier's scores, as written by ./edgewise cache calibrate or train-verifier: its threshold for max_wrong holds until a tenant's own traffic has taught one. Absent: nothing is promised until then.")
            .optional();
    private static final Setting<Share> AUDIT = Setting.of(
                    "audit",
                    Scalars.share(),
                    "Share of the answers about to be served that are checked against the real one instead, so that errors are noticed.")
            .byDefault("0.02");
    private static final Setting<Long> MEMORY = Setting.of(
                    "memory", Scalars.bytes("1MB", "1TB"), "Memory for the questions kept; the least used go first.")
            .byDefault("64MB");
    private static final Setting<Duration> TIME = Setting.of(
                    "time",
                    Scalars.duration("1ms", "10s"),
                    "Longest wait for a question's vector and neighbours; after it the answer is fetched.")
            .byDefault("250ms");
    private static final Setting<Integer> QUESTION = Setting.of(
                    "question", Scalars.integer(1, 100_000), "Longest question that is compared, in characters.")
            .byDefault("1000");

    static final Group<SemanticConfig> GROUP = Group.of(
            "Stored answers for questions that mean the same; absent: only for the very same request.",
            values -> new SemanticConfig(
                    values.get(EMBEDDER),
                    values.get(WRONG_MAX),
                    values.get(CONFIDENCE),
                    values.find(LANGUAGES),
                    values.get(VERIFIER),
                    values.find(CALIBRATION),
                    values.get(AUDIT),
                    values.get(MEMORY),
                    values.get(TIME),
                    values.get(QUESTION)),
            EMBEDDER,
            WRONG_MAX,
            CONFIDENCE,
            LANGUAGES,
            VERIFIER,
            CALIBRATION,
            AUDIT,
            MEMORY,
            TIME,
            QUESTION);
}
