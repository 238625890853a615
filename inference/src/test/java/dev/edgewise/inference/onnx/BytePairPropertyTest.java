package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.token.BytePair;
import dev.edgewise.inference.token.BytePairFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Any text is cut by the byte-level tokenizer in Java as by the library, halves of characters included. In profile
 * {@code fuzz} tens of thousands of texts, and every character there is.
 */
class BytePairPropertyTest {
    private static final int BLOCK = 32;

    /** One of each family of rules; the last composes. */
    private record Both(BytePair own, HubTokenizer library) {
        static Both of(String rule, String normalizer) throws IOException {
            String json = BytePairJson.small(rule, normalizer);
            return new Both(BytePairFile.read(json).orElseThrow(), HubTokenizer.of(json, Path.of("target/native")));
        }
    }

    private static List<Both> all = List.of();

    @BeforeContainer
    static void open() throws IOException {
        all = List.of(
                Both.of(BytePairJson.DIGITS_GPT_2, "null"),
                Both.of(BytePairJson.LLAMA_3, "null"),
                Both.of(BytePairJson.QWEN_2, "{\"type\":\"NFC\"}"));
    }

    @AfterContainer
    static void close() {
        all.forEach(both -> both.library.close());
    }

    @Property
    void textsOfAllScripts(@ForAll long seed) {
        alike(TokenizerTexts.generated(new SplittableRandom(seed)));
    }

    @Property
    void anyText(@ForAll String text) {
        alike(text);
    }

    /** So many blocks that a build draws some of them, and profile {@code fuzz} takes each. */
    @Property
    void everyCharacterAmongOthers(@ForAll @IntRange(max = Character.MAX_CODE_POINT / BLOCK) int block) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < BLOCK; i++) {
            int character = block * BLOCK + i;
            if (Character.getType(character) != Character.SURROGATE) {
                text.append(BytePairIdentityTest.among(character));
            }
        }
        alike(text.toString());
    }

    private static void alike(String text) {
        for (Both both : all) {
            int[] ids = both.own.encode(text);
            if (ids != null && !Arrays.equals(ids, both.library.encode(text))) {
                assertThat(ids).as(text).isEqualTo(both.library.encode(text));
            }
        }
    }
}
