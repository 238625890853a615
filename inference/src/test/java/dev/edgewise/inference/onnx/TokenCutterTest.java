package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.schedule.RowRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCutterTest {
    /** Takes each text for one token, and no longer one at all. */
    private static final class OneToken implements Tokenizer {
        private int longest;

        @Override
        public int[] encode(String prompt, String text, boolean special) {
            longest = Math.max(longest, prompt.length() + text.length());
            return new int[1];
        }

        @Override
        public int[] encodePair(String first, String second) {
            return encode(first, second, true);
        }

        @Override
        public void close() {}
    }

    private final OneToken tokenizer = new OneToken();

    private TokenCutter cutter(int tokensMax) {
        return new TokenCutter(new ModelId("m"), tokenizer, tokensMax, 10);
    }

    @ParameterizedTest
    @CsvSource({"512,51200", "32768,1048576", "2147483647,1048576"})
    void aTextLongerThanAnyThatIsReadIsRefusedBeforeItIsCut(int tokensMax, int charactersMax) throws Exception {
        TextInput longest = new TextInput.Text("a".repeat(charactersMax));
        assertThat(cutter(tokensMax).single("", longest)).hasSize(1);

        TextInput longer = new TextInput.Text("a".repeat(charactersMax + 1));
        assertThatThrownBy(() -> cutter(tokensMax).single("", longer))
                .isInstanceOfSatisfying(
                        RowRefusedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(Fault.Kind.INPUT_TOO_LONG));
        assertThat(tokenizer.longest).isEqualTo(charactersMax);
    }

    @Test
    void aPromptCountsAsPartOfItsText() {
        TextInput text = new TextInput.Text("a".repeat(51_200));

        assertThatThrownBy(() -> cutter(512).single("query: ", text)).isInstanceOf(RowRefusedException.class);
        assertThat(tokenizer.longest).isZero();
    }
}
