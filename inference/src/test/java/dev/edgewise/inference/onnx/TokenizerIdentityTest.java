package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.token.WordPiece;
import dev.edgewise.inference.token.WordPieceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokenizer in Java against the library's, which it must not differ from in a single token. */
@Timeout(300)
class TokenizerIdentityTest {
    private static final int LINES = 10_000;

    @TempDir
    static Path folder;

    private static String embedded() throws IOException {
        try (InputStream from =
                JarFiles.Resource.of("all-minilm-l6-v2-q-tokenizer.json").open()) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A tokenizer whose vocabulary holds every character, so that none hides behind the unknown token. */
    private static String everyCharacter(boolean lowercase, String strip, boolean chinese) {
        StringBuilder json = new StringBuilder("{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,"
                + "\"added_tokens\":[],\"normalizer\":{\"type\":\"BertNormalizer\",\"clean_text\":true,"
                + "\"handle_chinese_chars\":" + chinese + ",\"strip_accents\":" + strip + ",\"lowercase\":" + lowercase
                + "},\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"post_processor\":{\"type\":\"BertProcessing\","
                + "\"sep\":[\"[SEP]\",2],\"cls\":[\"[CLS]\",1]},\"decoder\":null,\"model\":{\"type\":\"WordPiece\","
                + "\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":100,"
                + "\"vocab\":{\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2");
        int id = 3;
        for (int character = '!'; character <= 0x2FA1F; character++) {
            boolean written = Character.isDefined(character)
                    && Character.getType(character) != Character.SURROGATE
                    && Character.getType(character) != Character.PRIVATE_USE
                    && character != '"'
                    && character != '\\';
            if (written) {
                String text = Character.toString(character);
                json.append(",\"").append(text).append("\":").append(id++);
                json.append(",\"##").append(text).append("\":").append(id++);
            }
        }
        return json.append("}}}").toString();
    }

    @ParameterizedTest
    @CsvSource({"true, null, true", "false, null, true", "true, false, false"})
    void every_character_that_is_cut_in_java_is_cut_as_by_the_library(boolean lowercase, String strip, boolean chinese)
            throws Exception {
        String json = everyCharacter(lowercase, strip, chinese);
        WordPiece own = WordPieceFile.read(json).orElseThrow();
        int cut = 0;
        try (HubTokenizer library = HubTokenizer.of(json, folder.resolve("native"))) {
            for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
                String text = "a" + Character.toString(character) + "b";
                int[] ids = own.encode(text);
                if (ids != null) {
                    cut++;
                    int[] wanted = library.encode(text);
                    if (!Arrays.equals(ids, wanted)) {
                        assertThat(ids).as("U+%X", character).isEqualTo(wanted);
                    }
                }
            }
        }
        assertThat(cut).isGreaterThan(90_000);
    }

    @Test
    void ten_thousand_generated_texts_are_cut_as_by_djl() throws Exception {
        SplittableRandom random = new SplittableRandom(20);
        List<String> texts = new ArrayList<>(TokenizerTexts.SNIPPETS);
        while (texts.size() < LINES) {
            texts.add(TokenizerTexts.generated(random));
        }
        // A third have a character that is the library's, as they are drawn from all there are.
        assertThat(cutAlike(embedded(), texts)).isGreaterThan(LINES / 3);
    }

    @Test
    void ten_thousand_lines_of_people_are_cut_as_by_djl() throws Exception {
        List<String> texts = TokenizerTexts.ofPeople();
        assertThat(texts).hasSizeGreaterThanOrEqualTo(LINES - 1);
        assertThat(cutAlike(embedded(), texts)).isGreaterThan(texts.size() * 99 / 100);
    }

    /** Compares texts alone and in pairs; gives back how many were cut in Java. */
    private static int cutAlike(String json, List<String> texts) throws IOException {
        WordPiece own = WordPieceFile.read(json).orElseThrow();
        int cut = 0;
        // Not by DJL's own front, which would load a second copy of the library: calls then go to either.
        try (HubTokenizer library = HubTokenizer.of(json, folder.resolve("native"));
                Tokenizer used = JavaTokenizer.orLibrary(
                        () -> TokenizerTexts.stream(json), folder.resolve("native"), LateMemory.UNCOUNTED)) {
            assertThat(used).isInstanceOf(JavaTokenizer.class);
            String before = texts.getLast();
            for (String text : texts) {
                assertThat(used.encode(text)).as(text).isEqualTo(library.encode(text));
                cut += own.encode(text) == null ? 0 : 1;
                assertThat(used.encodePair(before, text)).as(text).isEqualTo(library.encodePair(before, text));
                before = text;
            }
        }
        return cut;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"clean_text\":true|\"clean_text\":false",
                "\"type\":\"BertPreTokenizer\"|\"type\":\"Whitespace\"",
                "\"type\":\"BertNormalizer\"|\"type\":\"Lowercase\"",
                "\"continuing_subword_prefix\":\"##\"|\"continuing_subword_prefix\":\"@@\"",
                "\"type\":\"WordPiece\"|\"type\":\"Unigram\"",
                "\"truncation\":null|\"something\":null",
                "\"type\":\"BertProcessing\"|\"type\":\"RobertaProcessing\"",
                "\"added_tokens\":[]|\"added_tokens\":[{\"id\":9,\"content\":\"hi\",\"normalized\":true,\"single_word\":false,"
                        + "\"lstrip\":false,\"rstrip\":false}]"
            })
    void what_differs_in_any_point_is_the_librarys(String said, String other) {
        String json = "{\"version\":\"1.0\",\"truncation\":null,\"added_tokens\":[],\"normalizer\":{\"type\":"
                + "\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,"
                + "\"lowercase\":true},\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"post_processor\":{\"type\":"
                + "\"BertProcessing\",\"sep\":[\"[SEP]\",2],\"cls\":[\"[CLS]\",1]},\"model\":{\"type\":\"WordPiece\","
                + "\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":100,"
                + "\"vocab\":{\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2,\"a\":3,\"##b\":4}}}";
        assertThat(WordPieceFile.read(json).orElseThrow().encode("ab a")).containsExactly(1, 3, 4, 3, 2);
        assertThat(json).contains(said);
        assertThat(WordPieceFile.read(json.replace(said, other))).isEmpty();
    }
}
