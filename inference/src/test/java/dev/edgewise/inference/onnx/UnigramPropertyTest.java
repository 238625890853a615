package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.token.Unigram;
import dev.edgewise.inference.token.UnigramFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Any text is cut by the unigram tokenizer in Java as by the library. In profile {@code fuzz} tens of thousands of texts,
 * and every character there is.
 */
class UnigramPropertyTest {
    private static final int BLOCK = 32;

    private static @Nullable Unigram own;
    private static @Nullable HubTokenizer library;
    private static @Nullable Unigram everyOwn;
    private static @Nullable HubTokenizer everyLibrary;

    @BeforeContainer
    static void open() throws IOException {
        String json = UnigramJson.small();
        own = UnigramFile.read(json).orElseThrow();
        library = HubTokenizer.of(json, Path.of("target/native"));
        String every = UnigramJson.everyCharacter();
        everyOwn = UnigramFile.read(every).orElseThrow();
        everyLibrary = HubTokenizer.of(every, Path.of("target/native"));
    }

    @AfterContainer
    static void close() {
        library.close();
        everyLibrary.close();
    }

    @Property
    void textsOfAllScripts(@ForAll long seed) {
        alike(own, library, TokenizerTexts.generated(new SplittableRandom(seed)));
    }

    @Property
    void anyText(@ForAll String text) {
        alike(own, library, text);
    }

    /** So many blocks that a build draws some of them, and profile {@code fuzz} takes each. */
    @Property
    void everyCharacterAmongMarks(@ForAll @IntRange(max = Character.MAX_CODE_POINT / BLOCK) int block) {
        for (int i = 0; i < BLOCK; i++) {
            int character = block * BLOCK + i;
            if (Character.getType(character) != Character.SURROGATE) {
                alike(everyOwn, everyLibrary, UnigramJson.among(character));
            }
        }
    }

    private static void alike(Unigram own, HubTokenizer library, String text) {
        int[] ids = own.encode(text);
        if (ids != null && !Arrays.equals(ids, library.encode(text))) {
            assertThat(ids).as(text).isEqualTo(library.encode(text));
        }
    }
}
