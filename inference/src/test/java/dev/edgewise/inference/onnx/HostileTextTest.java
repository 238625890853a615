package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.schedule.RowRefusedException;
import dev.edgewise.inference.token.Cutter;
import dev.edgewise.inference.token.UnigramFile;
import dev.edgewise.inference.token.WordPieceFile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are made to be dear to cut: floods of one character or few, halves of characters, what nobody assigned. */
@Timeout(120)
class HostileTextTest {
    private static final int CHARACTERS = 1 << 17;
    private static final int COMPARED = 1_500;

    @TempDir
    static Path folder;

    private static String wordPieces = "";
    private static final List<Cutter> OWN = new ArrayList<>();
    private static final List<HubTokenizer> LIBRARY = new ArrayList<>();

    @BeforeAll
    static void read() throws Exception {
        var files = (ModelSource.Embedded) ModelCatalog.embedded()
                .find(ModelCatalog.ALL_MINILM_L6_V2_Q)
                .orElseThrow()
                .source();
        try (InputStream from =
                Objects.requireNonNull(HostileTextTest.class.getResourceAsStream("/" + files.tokenizer()))) {
            wordPieces = new String(from.readAllBytes(), StandardCharsets.UTF_8);
        }
        String unigram = UnigramJson.everyCharacter();
        OWN.add(WordPieceFile.read(wordPieces).orElseThrow());
        OWN.add(UnigramFile.read(unigram).orElseThrow());
        LIBRARY.add(HubTokenizer.of(wordPieces, folder.resolve("native")));
        LIBRARY.add(HubTokenizer.of(unigram, folder.resolve("native")));
    }

    @AfterAll
    static void close() {
        LIBRARY.forEach(HubTokenizer::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                " ",
                "\n",
                "a ",
                "\u0000",
                "é",
                "한",
                "漢",
                "ﷺ",
                "▁",
                "<",
                "<m",
                "##",
                "[",
                "\u0301",
                "e\u0301",
                "e\u0301\u0323",
                "\u1100\u1161",
                "\u1161",
                "\u11A8",
                "\u200D",
                "\u00AD",
                "\u0E33",
                "👩\u200D",
                "🇰",
                "\u0378",
                "\uFFFF",
                "\uE000",
                "\uD800",
                "\uDC00",
                "\uDC00\uD800",
                "\u0600",
                "\r\n",
            })
    void a_flood_is_cut_to_its_end_and_as_by_the_library(String part) {
        String flood = part.repeat(CHARACTERS / part.length());
        for (int kind = 0; kind < OWN.size(); kind++) {
            int[] whole = OWN.get(kind).encode(flood);

            assertThat(whole == null ? 0 : whole.length).isLessThanOrEqualTo(19 * CHARACTERS);
            String some = flood.substring(0, COMPARED);
            int[] ids = OWN.get(kind).encode(some);
            if (ids != null) {
                assertThat(ids).isEqualTo(LIBRARY.get(kind).encode(some));
            }
        }
    }

    /** Fails when it is asked. */
    private record Unasked() implements Tokenizer {
        @Override
        public int[] encode(String prompt, String text, boolean special) {
            throw new AssertionError("asked for " + text.length() + " characters");
        }

        @Override
        public int[] encodePair(String first, String second) {
            throw new AssertionError("asked for " + first.length() + " characters");
        }

        @Override
        public void close() {}
    }

    @Test
    void a_text_beyond_the_models_window_is_refused_before_the_tokenizer_sees_it() {
        var cutter = new TokenCutter(new ModelId("m"), new Unasked(), 512, 30_000);
        String text = "\u0301".repeat(60_000);

        for (TextInput input : List.of(new TextInput.Text(text), new TextInput.Pair(text, "x"))) {
            assertThatThrownBy(() -> {
                        var _ = input instanceof TextInput.Pair ? cutter.pair(input) : cutter.single("", input);
                    })
                    .isInstanceOfSatisfying(
                            RowRefusedException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG));
        }
    }

    @Test
    void a_document_is_never_cut_within_a_character_and_halves_of_one_do_no_harm() throws Exception {
        try (Tokenizer tokenizer = JavaTokenizer.orLibrary(
                () -> TokenizerTexts.stream(wordPieces), folder.resolve("native"), LateMemory.UNCOUNTED)) {
            var cutter = new TokenCutter(new ModelId("m"), tokenizer, 512, 30_522);
            for (String document : List.of("🙂".repeat(40_000), "x" + "🙂".repeat(40_000), "\uD800", "a\uDC00b")) {
                assertThat(cutter.pair(new TextInput.Pair("q", document))).hasSizeBetween(4, 512);
            }
            assertThat(cutter.single("", new TextInput.Text("\uD800 \uDC00"))).hasSizeBetween(2, 10);
        }
    }
}
