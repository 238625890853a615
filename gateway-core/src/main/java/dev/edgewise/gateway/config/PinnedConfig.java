package dev.edgewise.gateway.config;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Share;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One answer that the operator wrote, as a file has it. */
final class PinnedConfig {
    static final int QUESTIONS_MAX = 1_000;
    static final int ANSWERS_MAX = 10_000;

    /** Questions of all answers that are compared by meaning: each takes an embedding, some 10 KB, and a look at every request. */
    static final int COMPARED_MAX = 2_000;

    private static final int LANGUAGES_MAX = 200;

    /** How a question is compared with the file's. */
    enum Match {
        EXACT,
        SEMANTIC
    }

    private static final String MOMENT =
            "a date such as 2026-12-01 (its begin in UTC), or a time such as 2026-12-01T09:00:00+09:00";

    private static final Scalar<Instant> WHEN = Scalars.parsed(MOMENT, PinnedConfig::moment, Instant::toString);

    /** The time for which an answer holds. */
    private record Valid(@Nullable Instant from, @Nullable Instant to) {
        private static final Setting<Instant> FROM = Setting.of(
                        "from", WHEN, "The first moment at which it holds; absent: always did.")
                .optional();
        private static final Setting<Instant> TO = Setting.of(
                        "to", WHEN, "The first moment at which it no longer holds; absent: always will.")
                .optional();

        static final Group<Valid> GROUP = Group.of(
                "The time for which the answer holds.",
                values -> new Valid(values.find(FROM), values.find(TO)),
                FROM,
                TO);
    }

    private static final Setting<String> ID = Setting.of("id", Names.TENANT, "Unique name, told in Edge-Policy.");
    private static final Setting<List<String>> QUESTIONS = Setting.of(
            "questions",
            new ListOf<>(Scalars.text("a question of 1 to 1000 characters", "[\\s\\S]{1,1000}"), 1, QUESTIONS_MAX),
            "The questions, each in the words in which it is asked.");
    private static final Setting<String> ANSWER = Setting.of("answer", Names.SENTENCE, "The text that is sent.");
    private static final Setting<List<String>> REGIONS = Setting.of(
                    "regions",
                    new ListOf<>(Names.COUNTRY, 0, Names.COUNTRIES_MAX),
                    "Countries of the caller; absent: all.")
            .byDefault("[]");
    private static final Setting<List<String>> TENANTS = Setting.of(
                    "tenants", new ListOf<>(Names.TENANT, 0, Names.TENANTS_MAX), "Ids of tenants; absent: all.")
            .byDefault("[]");
    private static final Setting<List<String>> MODELS = Setting.of(
                    "models", new ListOf<>(Names.MODEL, 0, Names.MODELS_MAX), "Names of models; absent: all.")
            .byDefault("[]");
    private static final Setting<List<String>> LANGUAGES = Setting.of(
                    "languages",
                    new ListOf<>(Names.LANGUAGE, 0, LANGUAGES_MAX),
                    "Languages in which it is asked, as codes such as en or ko; absent: all.")
            .byDefault("[]");
    private static final Setting<Match> MATCH = Setting.of(
                    "match",
                    Scalars.choice(Match.class),
                    "exact: the same words; semantic: where cache.semantic is set, other words for the same question too.")
            .byDefault("exact");
    private static final Setting<Share> SIMILARITY = Setting.of(
                    "min_similarity",
                    Scalars.share(),
                    "With match: semantic, the cosine from which on other words get the answer where no rule tells them apart; absent: what holds for stored answers.")
            .optional();
    private static final Setting<Valid> VALID = Setting.section("valid", Valid.GROUP);

    /**
     * An answer as it was read.
     *
     * @param minOfNothing whether it says how near other words must be, though only the same words count
     */
    record Item(PinnedAnswer answer, boolean minOfNothing) {}

    private static final Group<Item> ITEM = Group.of(
            "One answer that the operator wrote.",
            values -> {
                Valid valid = values.get(VALID);
                Share similarity = values.find(SIMILARITY);
                var answer = new PinnedAnswer(
                        values.get(ID),
                        values.get(QUESTIONS),
                        values.get(ANSWER),
                        Set.copyOf(values.get(REGIONS)),
                        Set.copyOf(values.get(TENANTS)),
                        Set.copyOf(values.get(MODELS)),
                        Set.copyOf(values.get(LANGUAGES)),
                        values.get(MATCH) == Match.EXACT ? null : byMeaning(similarity),
                        valid.from() == null ? Long.MIN_VALUE : valid.from().toEpochMilli(),
                        valid.to() == null ? Long.MAX_VALUE : valid.to().toEpochMilli());
                return new Item(answer, similarity != null && values.get(MATCH) == Match.EXACT);
            },
            ID,
            QUESTIONS,
            ANSWER,
            REGIONS,
            TENANTS,
            MODELS,
            LANGUAGES,
            MATCH,
            SIMILARITY,
            VALID);

    private static PinnedAnswer.ByMeaning byMeaning(@Nullable Share similarity) {
        return new PinnedAnswer.ByMeaning(
                similarity == null ? OptionalDouble.empty() : OptionalDouble.of(similarity.value()));
    }

    private static final Setting<List<Item>> PINNED = Setting.of(
            "pinned", new ListOf<>(ITEM, 1, ANSWERS_MAX), "The answers, of which the first that fits counts.");

    /** A file of them. */
    static final Group<List<Item>> FILE =
            Group.of("Answers that the operator wrote.", values -> values.get(PINNED), PINNED);

    private PinnedConfig() {}

    private static Parsed<Instant> moment(String text) {
        try {
            return Parsed.ok(
                    text.indexOf('T') < 0
                            ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notOne) {
            return Parsed.bad(MOMENT);
        }
    }
}
