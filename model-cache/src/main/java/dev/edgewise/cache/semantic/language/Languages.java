package dev.edgewise.cache.semantic.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Tells which language a text is in. The script decides where it can, and the small words of plain English do; between the languages that share one, OpenNLP's
 * model does, of which the languages of {@link #KNOWN} count. The model (10 MB on disk, some 40 MB in memory, half a
 * second to load) is loaded with the first text that needs it. Safe for use by several threads.
 */
public final class Languages {
    /** What an unknown language is called. */
    public static final String UNKNOWN = "und";

    private static final String MODEL = "/langdetect-183.bin";
    /** No more of a text is looked at, in chars. */
    private static final int CHARS_MAX = 400;
    /** The language most written in its script is meant until something says otherwise: short texts are not sure enough. */
    private static final double COMMONEST_PRIOR = 1.25;
    /** One small word of English weighs more than letters, and many do more. */
    private static final double SMALL_WORD_PRIOR = 1.6;

    private static final double SMALL_WORDS_PRIOR = 2.5;

    /** ISO 639-1 codes by the codes of the model. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("eng", "en"),
            Map.entry("deu", "de"),
            Map.entry("fra", "fr"),
            Map.entry("spa", "es"),
            Map.entry("ita", "it"),
            Map.entry("por", "pt"),
            Map.entry("nld", "nl"),
            Map.entry("pol", "pl"),
            Map.entry("swe", "sv"),
            Map.entry("nob", "no"),
            Map.entry("nno", "no"),
            Map.entry("dan", "da"),
            Map.entry("fin", "fi"),
            Map.entry("ces", "cs"),
            Map.entry("slk", "sk"),
            Map.entry("hun", "hu"),
            Map.entry("ron", "ro"),
            Map.entry("tur", "tr"),
            Map.entry("vie", "vi"),
            Map.entry("ind", "id"),
            Map.entry("tgl", "tl"),
            Map.entry("hrv", "hr"),
            Map.entry("slv", "sl"),
            Map.entry("lit", "lt"),
            Map.entry("lav", "lv"),
            Map.entry("est", "et"),
            Map.entry("cat", "ca"),
            Map.entry("sqi", "sq"),
            Map.entry("isl", "is"),
            Map.entry("swa", "sw"),
            Map.entry("aze", "az"),
            Map.entry("uzb", "uz"),
            Map.entry("rus", "ru"),
            Map.entry("ukr", "uk"),
            Map.entry("bel", "be"),
            Map.entry("bul", "bg"),
            Map.entry("srp", "sr"),
            Map.entry("mkd", "mk"),
            Map.entry("kaz", "kk"),
            Map.entry("mon", "mn"),
            Map.entry("ara", "ar"),
            Map.entry("fas", "fa"),
            Map.entry("pes", "fa"),
            Map.entry("urd", "ur"),
            Map.entry("hin", "hi"),
            Map.entry("mar", "mr"),
            Map.entry("nep", "ne"),
            Map.entry("san", "sa"));

    private static final Set<String> ENGLISH_WORDS = Set.of(
            "the", "what", "how", "why", "when", "where", "which", "does", "and", "should", "would", "with", "my",
            "you", "your", "it", "there", "did", "from", "are");

    /** Small words of other languages in Latin letters, none of them an English word. */
    private static final Set<String> OTHER_WORDS = Set.of(
            "ist",
            "das",
            "der",
            "und",
            "wie",
            "wird",
            "ich",
            "nicht",
            "ein",
            "eine",
            "le",
            "la",
            "les",
            "est",
            "que",
            "quel",
            "une",
            "el",
            "los",
            "las",
            "es",
            "qué",
            "cómo",
            "il",
            "che",
            "di",
            "della",
            "het",
            "een",
            "hoe",
            "wat",
            "não",
            "como",
            "jak",
            "jest",
            "hur",
            "är",
            "det",
            "vad",
            "hva",
            "hvad",
            "mikä",
            "nedir",
            "apa",
            "bagaimana",
            "yang");

    /** Loaded at first use. */
    private static final class Model {
        private static final LanguageDetectorME DETECTOR = load();

        private static LanguageDetectorME load() {
            try (InputStream in = Languages.class.getResourceAsStream(MODEL)) {
                if (in == null) {
                    throw new IllegalStateException("no language model " + MODEL);
                }
                return new LanguageDetectorME(new LanguageDetectorModel(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Languages() {}

    /** ISO 639-1 code of the text's language, or {@link #UNKNOWN} when there is no telling; a microsecond or some fifty. */
    public static String detect(String text) {
        String head = text.substring(0, Math.min(text.length(), CHARS_MAX));
        if (PlainEnglish.is(head, OTHER_WORDS)) {
            return "en";
        }
        String byScript = Scripts.language(head);
        return byScript.isEmpty() ? byModel(head) : byScript;
    }

    private static String byModel(String text) {
        double english = english(text);
        boolean cyrillic =
                text.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.CYRILLIC);
        String best = UNKNOWN;
        double most = 0;
        for (Language language : Model.DETECTOR.predictLanguages(text)) {
            String code = KNOWN.get(language.getLang());
            if (code == null) {
                continue;
            }
            double prior = switch (code) {
                case "en" -> english;
                case "ru" -> cyrillic ? COMMONEST_PRIOR : 0;
                default -> 1;
            };
            if (language.getConfidence() * prior > most) {
                most = language.getConfidence() * prior;
                best = code;
            }
        }
        return best;
    }

    /** How much more likely English is than its letters alone say. */
    private static double english(String text) {
        int words = 0;
        int small = 0;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+", -1)) {
            if (OTHER_WORDS.contains(word)) {
                return 1;
            }
            words += word.isEmpty() ? 0 : 1;
            small += ENGLISH_WORDS.contains(word) ? 1 : 0;
        }
        return small == 0 ? COMMONEST_PRIOR : small * 3 >= words ? SMALL_WORDS_PRIOR : SMALL_WORD_PRIOR;
    }
}
