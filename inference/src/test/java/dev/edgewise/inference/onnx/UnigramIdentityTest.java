package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.token.Unigram;
import dev.edgewise.inference.token.UnigramFile;
import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The unigram tokenizer in Java against the library's, which it must not differ from in a single token. */
@Timeout(300)
class UnigramIdentityTest {
    private static final int TEXTS = 1_000;

    @TempDir
    static Path folder;

    private static HubTokenizer library(String json) throws IOException {
        return HubTokenizer.of(json, folder.resolve("native"));
    }

    private static Unigram own(String json) {
        return UnigramFile.read(json).orElseThrow();
    }

    @Test
    void characters_alone_and_among_marks_are_cut_as_by_the_library() throws Exception {
        String json = UnigramJson.everyCharacter();
        Unigram own = own(json);
        int texts = 0;
        int cut = 0;
        try (HubTokenizer library = library(json)) {
            for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
                // Profile fuzz takes all of those that are much alike.
                boolean alike = Character.isIdeographic(character)
                        || Character.UnicodeScript.of(character) == Character.UnicodeScript.HANGUL
                        || !Character.isDefined(character)
                        || Character.getType(character) == Character.PRIVATE_USE;
                if (!alike || character % 61 == 0) {
                    String among = UnigramJson.among(character);
                    texts += Character.getType(character) == Character.SURROGATE ? 0 : 1;
                    cut += alike(own, library, among);
                    composed(own, library, character);
                }
            }
        }
        // No character is left to the library.
        assertThat(cut).isEqualTo(texts).isGreaterThan(40_000);
    }

    /** Compares its decomposed and its composed forms. */
    private static void composed(Unigram own, HubTokenizer library, int character) {
        String text = Character.toString(character);
        for (Normalizer.Form form : Normalizer.Form.values()) {
            String written = Normalizer.normalize(text, form);
            if (!written.equals(text)) {
                alike(own, library, written);
            }
        }
    }

    /** 1 where it was cut in Java. */
    private static int alike(Unigram own, HubTokenizer library, String text) {
        int[] ids = own.encode(text);
        if (ids == null) {
            return 0;
        }
        int[] wanted = library.encode(text);
        if (!Arrays.equals(ids, wanted)) {
            assertThat(ids)
                    .as(() -> text + " "
                            + text.codePoints().mapToObj(Integer::toHexString).toList())
                    .isEqualTo(wanted);
        }
        return 1;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"split\":false|\"split\":true",
                "\"split\":false|\"split\":false",
                ",{\"type\":\"NFKC\"}|''",
                ",{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\" \"}|''",
                "\"lstrip\":false|\"lstrip\":true",
                "\"rstrip\":false|\"rstrip\":true"
            })
    void generated_texts_are_cut_as_by_the_library_with_each_rule(String said, String other) throws Exception {
        String json = UnigramJson.small();
        assertThat(json).contains(said);
        SplittableRandom random = new SplittableRandom(41);
        List<String> texts = new ArrayList<>(TokenizerTexts.SNIPPETS);
        while (texts.size() < TEXTS) {
            texts.add(TokenizerTexts.generated(random));
        }
        assertThat(cutAlike(json.replace(said, other), texts)).isGreaterThan(TEXTS * 3 / 4);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "true, true", "false, true"})
    void texts_are_cut_as_by_the_library_where_a_table_replaces_characters(boolean collapsed, boolean words)
            throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        List<String> texts = new ArrayList<>(TokenizerTexts.SNIPPETS);
        texts.addAll(List.of(
                "a\r\nb",
                "\r\n",
                "a\n\rb",
                "\r\u0301\n",
                "Ａ\u0301b",
                "o\u0308\u0304",
                "o\u0308\u0301",
                "e\u0301\u0323x"));
        while (texts.size() < TEXTS) {
            texts.add(TokenizerTexts.generated(random));
        }
        String json = UnigramJson.mapped(UnigramJson.small(), collapsed, words);
        assertThat(cutAlike(json, texts)).isGreaterThan(TEXTS * 3 / 4);
    }

    @Test
    void characters_among_marks_are_cut_as_by_the_library_where_a_table_replaces_some() throws Exception {
        String json = UnigramJson.mapped(UnigramJson.everyCharacter(), false, false);
        Unigram own = own(json);
        int cut = 0;
        try (HubTokenizer library = library(json)) {
            for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
                int type = Character.getType(character);
                boolean mark = type == Character.NON_SPACING_MARK
                        || type == Character.COMBINING_SPACING_MARK
                        || type == Character.ENCLOSING_MARK
                        || type == Character.FORMAT;
                if (character < 0x3100 || mark || character >= 0xFE00 && character <= 0xFFFF || character % 61 == 0) {
                    if (type != Character.SURROGATE) {
                        cut += alike(own, library, UnigramJson.seenAsOne(character));
                    }
                }
            }
        }
        assertThat(cut).isGreaterThan(10_000);
    }

    @Test
    void ten_thousand_lines_of_people_are_cut_as_by_the_library() throws Exception {
        List<String> texts = TokenizerTexts.ofPeople();
        String json = UnigramJson.ofHub();
        assertThat(cutAlike(json, texts)).isEqualTo(texts.size());
        // 138,434 pieces, 271,241 steps.
        assertThat(own(json).bytes()).isLessThan(4_000_000);
    }

    /** Compares texts alone, with a prompt, without special tokens, and in pairs; gives back how many were cut in Java. */
    private static int cutAlike(String json, List<String> texts) throws IOException {
        Unigram own = own(json);
        int cut = 0;
        try (HubTokenizer library = library(json);
                Tokenizer used = JavaTokenizer.orLibrary(
                        () -> TokenizerTexts.stream(json), folder.resolve("native"), LateMemory.UNCOUNTED)) {
            assertThat(used).isInstanceOf(JavaTokenizer.class);
            String before = texts.getLast();
            for (String text : texts) {
                cut += alike(own, library, text);
                same(used.encode("query: ", text, true), library.encode("query: " + text), text);
                same(used.encode(text, false), library.encode(text, false), text);
                same(used.encodePair(before, text), library.encodePair(before, text), text);
                before = text;
            }
        }
        return cut;
    }

    private static void same(int[] ids, int[] wanted, String text) {
        if (!Arrays.equals(ids, wanted)) {
            assertThat(ids).as(text).isEqualTo(wanted);
        }
    }

    @Test
    void ways_that_differ_by_a_rounding_are_told_apart_as_by_the_library() throws Exception {
        // Numbers that the library reads a rounding too high: two pieces then cost less than one of the same number.
        for (String score : List.of("-19.355117797851562", "-13.103471755981445", "-14.346447944641113")) {
            long digits = Long.parseLong(score.substring(1).replace(".", ""));
            for (long other = digits - 3; other <= digits + 3; other++) {
                String text = Long.toString(other);
                String json = UnigramJson.of(
                        List.of("a", "b", "ab"),
                        List.of("0.0", score, "-" + text.substring(0, 2) + "." + text.substring(2)));
                try (HubTokenizer library = library(json)) {
                    assertThat(own(json).encode("xab")).isEqualTo(library.encode("xab"));
                }
            }
        }
    }

    @Test
    void long_texts_and_many_marks_are_cut_as_by_the_library_or_left_to_it() throws Exception {
        String json = UnigramJson.small();
        Unigram own = own(json);
        try (HubTokenizer library = library(json)) {
            String word = "naïve café \u1112\u1161\u11ab 👍🏽 ".repeat(4_000);
            assertThat(alike(own, library, word)).isEqualTo(1);
            assertThat(alike(own, library, "x".repeat(100_000))).isEqualTo(1);
            assertThat(alike(own, library, " ".repeat(50_000))).isEqualTo(1);
            assertThat(alike(own, library, "a" + "\u0301\u0323".repeat(120))).isEqualTo(1);
            assertThat(alike(own, library, "a\u0001".repeat(100) + "\u0301")).isEqualTo(1);
            assertThat(own.encode("a" + "\u0301\u0323".repeat(200))).isNull();
            assertThat(own.encode("half \ud83d of one")).isNull();
            assertThat(own.encode("half \ude00 of one")).isNull();
        }
    }

    @Test
    void many_threads_at_once_cut_as_one_does() throws Exception {
        String json = UnigramJson.small();
        Unigram own = own(json);
        SplittableRandom random = new SplittableRandom(7);
        List<String> texts = new ArrayList<>();
        while (texts.size() < 1_000) {
            texts.add(TokenizerTexts.generated(random));
        }
        List<int[]> alone = texts.stream().map(own::encode).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < texts.size(); i++) {
                        assertThat(own.encode(texts.get(i))).isEqualTo(alone.get(i));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\":\"Unigram\"|\"type\":\"BPE\"",
                "\"byte_fallback\":false|\"byte_fallback\":true",
                "\"unk_id\":3|\"unk_id\":null",
                "\"unk_id\":3|\"unk_id\":3,\"more\":1",
                "\"type\":\"NFKC\"|\"type\":\"NFC\"",
                "\"content\":\"\"|\"content\":\"-\"",
                "[\\\\x{1}|[^\\\\x{1}",
                "\"prepend_scheme\":\"always\"|\"prepend_scheme\":\"first\"",
                "\"replacement\":\"▁\"|\"replacement\":\"_\"",
                "\"type\":\"Metaspace\"|\"type\":\"Whitespace\"",
                "\"single_word\":false|\"single_word\":true",
                "\"normalized\":false|\"normalized\":true",
                "\"type\":\"TemplateProcessing\"|\"type\":\"RobertaProcessing\"",
                "\"truncation\":null|\"something\":null",
                "\"id\":4,\"content\":\"<mask>\"|\"id\":1,\"content\":\"<mask>\"",
                "\"content\":\"<mask>\"|\"content\":\"<none>\"",
                "{\"type\":\"NFKC\"}|{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AA==\"}",
                "[\"<s>\",0.0]|[\"<s>\",1e-3]",
                "[\"<s>\",0.0]|[\"\",0.0]",
                "[\"<s>\",0.0]|[\"\\ud83d\",0.0]"
            })
    void what_differs_in_any_point_is_the_librarys(String change) throws IOException {
        String said = change.substring(0, change.indexOf('|'));
        String json = UnigramJson.of(List.of("a"), List.of("-1.0"));
        assertThat(json).contains(said);
        assertThat(UnigramFile.read(json)).isPresent();
        assertThat(UnigramFile.read(json.replace(said, change.substring(said.length() + 1))))
                .isEmpty();
    }

    @Test
    void a_broken_file_is_the_librarys() {
        String json = UnigramJson.of(List.of("a"), List.of("-1.0"));
        for (int end = 0; end < json.length(); end += 7) {
            assertThat(UnigramFile.read(json.substring(0, end))).isEmpty();
        }
    }
}
