package dev.edgewise.cache.pinned;

import dev.edgewise.cache.semantic.language.Languages;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that the operator wrote. An empty set means all.
 *
 * @param id its name, unique among all
 * @param questions in the words in which they are asked; case, blanks and the mark at the end do not count
 * @param answer the text that is sent
 * @param regions where the caller must be: country codes
 * @param tenants whose callers get it
 * @param models names under which callers ask for a model
 * @param languages ISO 639-1 codes that the question must be in
 * @param byMeaning how near a question in other words must be; null: only the same words get the answer
 * @param fromEpochMs the first moment it holds, in milliseconds since 1970
 * @param untilEpochMs the first moment it no longer holds
 */
public record PinnedAnswer(
        String id,
        List<String> questions,
        String answer,
        Set<String> regions,
        Set<String> tenants,
        Set<String> models,
        Set<String> languages,
        @Nullable ByMeaning byMeaning,
        long fromEpochMs,
        long untilEpochMs) {
    /** Copies what it is given. */
    public PinnedAnswer {
        questions = List.copyOf(questions);
        regions = Set.copyOf(regions);
        tenants = Set.copyOf(tenants);
        models = Set.copyOf(models);
        languages = Set.copyOf(languages);
    }

    /**
     * The answer is for questions in other words too, where no rule tells them from its own.
     *
     * @param similarityMin cosine from which on it is sent, on the operator's word; empty: the verifier's score must reach the
     *     tenant's threshold
     */
    public record ByMeaning(OptionalDouble similarityMin) {}

    boolean holds(long nowEpochMs) {
        return fromEpochMs <= nowEpochMs && nowEpochMs < untilEpochMs;
    }

    boolean isFor(String region, String tenant, String model) {
        return isIn(region, regions) && isIn(tenant, tenants) && isIn(model, models);
    }

    /** Whether a question in that language gets the answer; one in the same words does too when its language is not known. */
    boolean isIn(String language, boolean sameWords) {
        return languages.isEmpty() || languages.contains(language) || sameWords && language.equals(Languages.UNKNOWN);
    }

    private static boolean isIn(String value, Set<String> wanted) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
