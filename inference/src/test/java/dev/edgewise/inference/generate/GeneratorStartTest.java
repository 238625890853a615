package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.ModelId;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeneratorStartTest {
    private int closed;

    private final Decoder decoder = new Decoder() {
        @Override
        public int slots() {
            return 1;
        }

        @Override
        public int contextTokens() {
            return 8;
        }

        @Override
        public int vocabulary() {
            return 4;
        }

        @Override
        public int readTokensMax() {
            return 4;
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void read(int slot, int length, int[] ids, int from, int to) {
            throw new IllegalStateException("nothing is read");
        }

        @Override
        public void step(int firstSlot, int count, int[] ids, int[] lengths) {
            throw new IllegalStateException("nothing is written");
        }

        @Override
        public void logits(int row, float[] into) {
            throw new IllegalStateException("nothing was computed");
        }

        @Override
        public long textBytes() {
            return 1;
        }

        @Override
        public boolean forget(int slot) {
            return true;
        }

        @Override
        public boolean copies() {
            return false;
        }

        @Override
        public void copy(int from, int to, int begin, int end) {}

        @Override
        public void interrupt() {}

        @Override
        public void resume() {}

        @Override
        public void close() {
            closed++;
        }
    };

    private final TextTokenizer tokenizer = new TextTokenizer() {
        @Override
        public int[] encode(String text, boolean special) {
            return new int[0];
        }

        @Override
        public Vocabulary vocabulary() {
            throw new IllegalStateException("no vocabulary");
        }

        @Override
        public void close() {
            closed++;
        }
    };

    @Test
    void a_generator_that_does_not_start_frees_its_model() {
        var model = new GenerationModel(new ModelId("chat"), decoder, tokenizer, Optional.empty());

        assertThatThrownBy(() -> new Generator(
                        model, new GenerationLimits(1, 1, 8, 1), System::nanoTime, new SplittableRandom(1)))
                .hasMessage("no vocabulary");

        assertThat(closed).isEqualTo(2);
    }
}
