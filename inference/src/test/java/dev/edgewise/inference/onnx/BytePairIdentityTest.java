package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.token.BytePair;
import dev.edgewise.inference.token.BytePairFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The byte-level tokenizer in Java against the library's, which it must not differ from in a single token. */
@Timeout(300)
class BytePairIdentityTest {
    private static final int TEXTS = 600;
    private static final String NFC = "{\"type\":\"NFC\"}";

    @TempDir
    static Path folder;

    private static HubTokenizer library(String json) throws IOException {
        return HubTokenizer.of(json, folder.resolve("native"));
    }

    private static BytePair own(String json) {
        return BytePairFile.read(json).orElseThrow();
    }

    static Stream<String> rules() {
        return Stream.of(
                BytePairJson.GPT_2,
                BytePairJson.BLANK_FIRST,
                BytePairJson.DIGITS_GPT_2,
                BytePairJson.NUMBERS_GPT_2,
                BytePairJson.LLAMA_3,
                BytePairJson.QWEN_2,
                BytePairJson.INVERTED,
                BytePairJson.WHOLE);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void generated_texts_are_cut_as_by_the_library_with_each_familys_rule(String rule) throws Exception {
        cutAlike(BytePairJson.small(rule, "null"), texts(67, TEXTS));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void characters_among_others_are_cut_as_by_the_library(String rule) throws Exception {
        String json = BytePairJson.small(rule, "null");
        BytePair own = own(json);
        try (HubTokenizer library = library(json)) {
            StringBuilder text = new StringBuilder();
            for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
                // Of those that are much alike some: profile fuzz takes all.
                boolean alike = Character.isIdeographic(character)
                        || Character.UnicodeScript.of(character) == Character.UnicodeScript.HANGUL
                        || !Character.isDefined(character)
                        || Character.getType(character) == Character.PRIVATE_USE;
                if (Character.getType(character) != Character.SURROGATE && (!alike || character % 61 == 0)) {
                    text.append(among(character));
                }
                if (text.length() > 2_000 || character == Character.MAX_CODE_POINT) {
                    same(own.encode("", text.toString(), false), library.encode(text.toString(), false), text);
                    text.setLength(0);
                }
            }
        }
    }

    /** A character where it may begin, go on and end words. */
    static String among(int character) {
        String one = Character.toString(character);
        return one + "a" + one + one + " " + one + "1" + one + "?'" + one + "  " + one + "\n" + one + " \n";
    }

    @Test
    void characters_among_marks_are_composed_as_by_the_library() throws Exception {
        String json = BytePairJson.small(BytePairJson.QWEN_2, NFC);
        BytePair own = own(json);
        int cut = 0;
        try (HubTokenizer library = library(json)) {
            for (int character = 0xC0; character <= 0x1FFFF; character++) {
                String one = Character.toString(character);
                boolean composes = Character.getType(character) == Character.NON_SPACING_MARK
                        || Character.getType(character) == Character.COMBINING_SPACING_MARK
                        || !Normalizer.isNormalized(one, Normalizer.Form.NFC)
                        || !Normalizer.isNormalized(one, Normalizer.Form.NFD) && !isSyllable(character)
                        || character >= 0x1100 && character <= 0x11FF
                        || character % 61 == 0;
                if (composes && Character.getType(character) != Character.SURROGATE) {
                    cut++;
                    String decomposed = Normalizer.normalize(one, Normalizer.Form.NFD);
                    String text = one + "e\u0323" + one + "\u0302" + one + "\u0334\u0345 o\u0345" + one + "\u1100" + one
                            + "\u11a8 " + decomposed + "\u0338 " + decomposed;
                    same(own.encode("", text, false), library.encode(text, false), text);
                }
            }
        }
        assertThat(cut).isGreaterThan(4_000);
    }

    private static boolean isSyllable(int character) {
        return character >= 0xAC00 && character <= 0xD7A3;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void added_tokens_are_found_as_by_the_library_before_and_after_texts_are_composed(boolean later) throws Exception {
        String json = BytePairJson.of(
                BytePairJson.LLAMA_3, NFC, BytePairJson.chatTokens(later), "null", BytePairJson.Learnt.ONCE);
        List<String> texts = texts(11, TEXTS);
        SplittableRandom random = new SplittableRandom(5);
        List<String> parts = List.of(
                "<|im_start|>",
                "<|im_end|>",
                "<|im",
                "[MASK]",
                "  ",
                "    ",
                " ",
                "\n",
                "<",
                "<e\u0301>",
                "a",
                "7",
                "|>",
                "\u0301",
                "\u3000",
                "x'S",
                "한");
        while (texts.size() < 4 * TEXTS) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(parts.get(random.nextInt(parts.size())));
            }
            texts.add(text.toString());
        }
        cutAlike(json, texts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":false,\"use_regex\":true}",
                "{\"type\":\"Sequence\",\"processors\":[{\"type\":\"ByteLevel\",\"add_prefix_space\":true,"
                        + "\"trim_offsets\":false,\"use_regex\":true},@]}",
                "@",
                "{\"type\":\"Sequence\",\"processors\":[{\"type\":\"ByteLevel\",\"add_prefix_space\":true,"
                        + "\"trim_offsets\":false,\"use_regex\":true},#]}",
                "{\"type\":\"RobertaProcessing\",\"sep\":[\"b\",65],\"cls\":[\"a\",64],\"trim_offsets\":true,"
                        + "\"add_prefix_space\":false}"
            })
    void tokens_are_put_around_texts_and_pairs_as_by_the_library(String processor) throws Exception {
        String template =
                "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"a\",\"type_id\":0}},"
                        + "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[{\"SpecialToken\":{\"id\":\"a\",\"type_id\":0}},"
                        + "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"Sequence\":{\"id\":\"B\",\"type_id\":1}}],"
                        + "\"special_tokens\":{\"a\":{\"id\":\"a\",\"ids\":[64],\"tokens\":[\"a\"]}}}";
        // As Llama 3 has it: what is between is of the second text's type.
        String second = "{\"SpecialToken\":{\"id\":\"a\",\"type_id\":1}},{\"Sequence\":{\"id\":\"B\"";
        String between = template.replace("{\"Sequence\":{\"id\":\"B\"", second);
        String processed = processor.replace("@", template).replace("#", between);
        String json = BytePairJson.of(BytePairJson.GPT_2, "null", "", processed, BytePairJson.Learnt.ONCE);
        cutAlike(json, texts(3, 60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"unk_token\":null,\"fuse_unk\":false,\"ignore_merges\":false",
                "\"unk_token\":\"b\",\"fuse_unk\":false,\"ignore_merges\":false",
                "\"unk_token\":\"b\",\"fuse_unk\":true,\"ignore_merges\":false",
                "\"unk_token\":null,\"fuse_unk\":false,\"ignore_merges\":true"
            })
    void bytes_without_a_token_and_words_that_are_tokens_are_cut_as_by_the_library(String more) throws Exception {
        BytePairJson.Learnt learnt = BytePairJson.with(
                BytePairJson.without(BytePairJson.Learnt.ONCE, "e", "o", "Ģ", "ë"), BytePairJson.written(" q7z"));
        for (boolean inPairs : new boolean[] {true, false}) {
            String json = BytePairJson.of(BytePairJson.WHOLE, "null", "", "null", learnt, inPairs, more);
            List<String> texts = texts(8, 200);
            texts.addAll(List.of(" q7z", "eeeoo", "one too", "q7z", "예"));
            cutAlike(json, texts);
        }
    }

    @Test
    void ten_thousand_lines_of_people_and_code_are_cut_as_by_the_library_for_the_chat_model() throws Exception {
        String json = BytePairJson.ofHub();
        List<String> texts = texts(1, TEXTS);
        try (Stream<Path> code = Files.list(Path.of("src/main/java/dev/edgewise/inference/token"))) {
            for (Path file : code.toList()) {
                texts.add(Files.readString(file));
            }
        }
        cutAlike(json, texts);
        cutAlike(json, TokenizerTexts.ofPeople());
        // 49,152 tokens, 48,900 merges.
        assertThat(own(json).bytes()).isLessThan(2_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "ab",
                " ",
                "7",
                "\n",
                "\t ",
                " a",
                "?",
                "'s",
                "한",
                "👍🏽",
                "\u0301",
                "\u0000",
                "<",
                "<|im",
                "\uD800",
                "\uDC00\uD800",
                "😀\uDC00",
                "가나다 ",
                "\r\n",
                "e\u0301"
            })
    void floods_are_cut_to_their_end_and_as_by_the_library(String part) throws Exception {
        String flood = part.repeat((1 << 17) / part.length());
        for (String rule : List.of(BytePairJson.DIGITS_GPT_2, BytePairJson.LLAMA_3, BytePairJson.WHOLE)) {
            String json = BytePairJson.small(rule, rule.equals(BytePairJson.LLAMA_3) ? NFC : "null");
            BytePair own = own(json);
            int[] whole = own.encode(flood);
            assertThat(whole == null ? 0 : whole.length).isLessThanOrEqualTo(9 * flood.length());
            String some = flood.substring(0, 3_000);
            int[] ids = own.encode(some);
            try (HubTokenizer library = library(json)) {
                if (ids == null) {
                    // Only marks without end that are to be composed.
                    assertThat(part).isEqualTo("\u0301");
                } else {
                    same(ids, library.encode(some), part);
                }
            }
        }
    }

    @Test
    void an_older_file_that_does_not_say_its_kind_is_cut_as_by_the_library() throws Exception {
        String json = BytePairJson.small(BytePairJson.GPT_2, "null").replace("\"type\":\"BPE\",", "");

        cutAlike(json, texts(4, 100));

        assertThat(BytePairFile.read(json.substring(0, json.indexOf(",\"merges\"")) + "}}"))
                .isEmpty();
    }

    @Test
    void many_threads_at_once_cut_as_one_does() throws Exception {
        BytePair own = own(BytePairJson.small(BytePairJson.QWEN_2, NFC));
        List<String> texts = texts(7, TEXTS);
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
                "\"type\":\"BPE\"|\"type\":\"WordPiece\"",
                "\"byte_fallback\":false|\"byte_fallback\":true",
                "\"dropout\":null|\"dropout\":0.1",
                "\"continuing_subword_prefix\":null|\"continuing_subword_prefix\":\"##\"",
                "\"end_of_word_suffix\":\"\"|\"end_of_word_suffix\":\"</w>\"",
                "\"unk_token\":null|\"unk_token\":\"<nothing>\"",
                "\"fuse_unk\":false|\"more\":false",
                "\"type\":\"NFC\"|\"type\":\"NFKC\"",
                "\"single_word\":false|\"single_word\":true",
                "\"truncation\":null|\"something\":null",
                "\"post_processor\":null|\"post_processor\":{\"type\":\"BertProcessing\"}",
                "{1,3}|{1,4}",
                "\"Isolated\"|\"MergedWithNext\"",
                "\"invert\":false|\"invert\":true",
                "\"use_regex\":false|\"use_regex\":true",
                "\"add_prefix_space\":false|\"add_prefix_space\":true",
                "\"type\":\"ByteLevel\"|\"type\":\"Whitespace\"",
                "\"content\":\"[MASK]\"|\"content\":\"<|im\"",
                "\"content\":\"[MASK]\"|\"content\":\"a\"",
                "\"content\":\"[MASK]\"|\"content\":\"\"",
                "\"lstrip\":true|\"lstrip\":null",
                "\"rstrip\":false|\"rstrip\":true",
                "\"merges\":[|\"merges\":[[\"a\",\"\\u0100\"],",
                "\"merges\":[|\"merges\":[\"a b\",",
                "\"merges\":[|\"merges\":[[\"a\"],",
                "\"merges\":[|\"merges\":[7,",
                "\"vocab\":{|\"vocab\":{\"!\":1000,",
                "\"vocab\":{|\"vocab\":{\"new\":0,",
                "\"vocab\":{|\"vocab\":{\"new\":null,"
            })
    void what_differs_in_any_point_is_the_librarys(String change) {
        int at = change.indexOf("|\"") < 0 ? change.indexOf('|') : change.lastIndexOf("|\"");
        at = change.startsWith("\"content\":\"[MASK]\"") ? "\"content\":\"[MASK]\"".length() : at;
        String said = change.substring(0, at);
        String json = BytePairJson.small(BytePairJson.LLAMA_3, NFC);
        assertThat(json).contains(said);
        assertThat(BytePairFile.read(json)).isPresent();
        assertThat(BytePairFile.read(json.replace(said, change.substring(at + 1))))
                .isEmpty();
    }

    @Test
    void a_broken_file_is_the_librarys() {
        String json = BytePairJson.small(BytePairJson.LLAMA_3, "null");
        for (int end = 0; end < json.length(); end += 97) {
            assertThat(BytePairFile.read(json.substring(0, end))).isEmpty();
        }
    }

    private static List<String> texts(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = new ArrayList<>(TokenizerTexts.SNIPPETS);
        texts.addAll(List.of(
                "",
                " ",
                "a",
                "DON'T don'ſ I'LL i'Ve 'S's",
                "a  1  ?  \n\n  b\t\tc \r\n",
                "x\uD800y😀\u0000z",
                "12345 3.14 ½²"));
        while (texts.size() < count) {
            texts.add(TokenizerTexts.generated(random));
        }
        return texts;
    }

    /** Compares texts alone, with a prompt, without special tokens, and in pairs. */
    private static void cutAlike(String json, List<String> texts) throws IOException {
        BytePair own = own(json);
        try (HubTokenizer library = library(json);
                Tokenizer used = JavaTokenizer.orLibrary(
                        () -> TokenizerTexts.stream(json), folder.resolve("native"), LateMemory.UNCOUNTED)) {
            assertThat(used).isInstanceOf(JavaTokenizer.class);
            String before = texts.getLast();
            for (String text : texts) {
                same(own.encode(text), library.encode(text), text);
                same(used.encode("query: ", text, false), library.encode("query: " + text, false), text);
                same(used.encodePair(before, text), library.encodePair(before, text), text);
                before = text;
            }
        }
    }

    private static void same(int[] ids, int[] wanted, CharSequence text) {
        if (!Arrays.equals(ids, wanted)) {
            assertThat(ids)
                    .as(() -> text + " "
                            + text.codePoints().mapToObj(Integer::toHexString).toList())
                    .isEqualTo(wanted);
        }
    }
}
