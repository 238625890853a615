package dev.edgewise.cache.semantic.language;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The languages in which an embedder's distances mean something. In any other, and in an unknown one, there is no
 * semantic answer.
 *
 * @param codes ISO 639-1 codes
 */
public record EmbedderLanguages(Set<String> codes) {
    /** The languages of XLM-RoBERTa, which the multilingual models come from. */
    private static final Set<String> XLM_ROBERTA = Set.of(
            "af", "am", "ar", "as", "az", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
            "es", "et", "eu", "fa", "fi", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id",
            "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv", "mg", "mk", "ml",
            "mn", "mr", "ms", "my", "ne", "nl", "no", "om", "or", "pa", "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si",
            "sk", "sl", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "th", "tl", "tr", "ug", "uk", "ur", "uz", "vi",
            "xh", "yi", "zh");

    /** By what a model's name begins with or holds; the first that fits counts. */
    private static final List<Map.Entry<String, Set<String>>> MODELS = List.of(
            Map.entry("multilingual-e5", XLM_ROBERTA),
            Map.entry("bge-m3", XLM_ROBERTA),
            Map.entry("paraphrase-multilingual", XLM_ROBERTA),
            Map.entry("bge-small-zh", Set.of("zh")),
            Map.entry("all-minilm", Set.of("en")),
            Map.entry("bge-small-en", Set.of("en")),
            Map.entry("e5-small-v2", Set.of("en")));

    public EmbedderLanguages {
        codes = Set.copyOf(codes);
    }

    /** What is known of a model by its name; of one that nobody knows no language is, until its operator names some. */
    public static EmbedderLanguages of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        for (var known : MODELS) {
            if (name.contains(known.getKey())) {
                return new EmbedderLanguages(known.getValue());
            }
        }
        return new EmbedderLanguages(Set.of());
    }

    /** Whether texts in a language may be compared. */
    public boolean speaks(String language) {
        return codes.contains(language);
    }
}
