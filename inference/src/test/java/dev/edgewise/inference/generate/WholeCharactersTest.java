package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ResponseFormat;
import dev.edgewise.inference.Sampling;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.token.TokenTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Characters that a model writes in several tokens: callers see them whole or not at all. */
@Timeout(60)
class WholeCharactersTest {
    private static final String FAMILY = "👩‍👩‍👧";

    /** Writes its tokens one after the other. */
    private static final class InTurn extends ScriptedDecoder {
        private int next;

        InTurn() {
            super(1);
        }

        @Override
        public void step(int firstSlot, int count, int[] ids, int[] lengths) {
            next = ids[0] + 1;
        }

        @Override
        public void logits(int row, float[] into) {
            Arrays.fill(into, 0);
            into[next] = 1;
        }
    }

    /** Tokens with a meaning of the test's; the last one ends a text. */
    private static final class Spelled extends TenTokens {
        private final TokenTable tokens;

        Spelled(List<byte[]> tokens) {
            byte[][] all = new byte[END + 1][];
            for (int id = 0; id <= END; id++) {
                all[id] = id < tokens.size() ? tokens.get(id) : new byte[] {'.'};
            }
            this.tokens = TokenTable.of(all);
        }

        @Override
        public byte[] bytes() {
            return tokens.bytes();
        }

        @Override
        public int begin(int id) {
            return tokens.begin(id);
        }

        @Override
        public int end(int id) {
            return tokens.end(id);
        }

        @Override
        public int bytesMax() {
            return 4;
        }
    }

    private static Generated write(List<byte[]> tokens, List<String> stops, int tokensMax, DeltaListener listener)
            throws Exception {
        try (Generator generator = new Generator(
                new GenerationModel(ScriptedDecoder.ID, new InTurn(), new Spelled(tokens), Optional.empty()),
                new GenerationLimits(1, 1, ScriptedDecoder.CONTEXT, 64),
                System::nanoTime,
                new SplittableRandom(1))) {
            return generator.answer(
                    new Generate(
                            ScriptedDecoder.ID,
                            new Prompt.Plain(new TextInput.TokenIds(new int[] {1})),
                            Sampling.greedy(),
                            stops,
                            OptionalInt.of(tokensMax),
                            1,
                            OptionalInt.of(0),
                            new ResponseFormat.Text(),
                            listener),
                    Call.patient());
        }
    }

    private static List<byte[]> bytes(String text) {
        List<byte[]> tokens = new ArrayList<>();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            tokens.add(new byte[] {each});
        }
        return tokens;
    }

    private static List<byte[]> characters(String text) {
        return text.codePoints()
                .mapToObj(each -> Character.toString(each).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void a_text_that_is_cut_within_a_character_ends_before_it() throws Exception {
        List<Delta> deltas = new ArrayList<>();
        Generated answer = write(bytes("a🙂b"), List.of(), 4, deltas::add);
        GeneratedChoice choice = answer.choices().getFirst();

        assertThat(choice.text()).isEqualTo("a");
        assertThat(choice.finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(String.join("", deltas.stream().map(Delta::text).toList())).isEqualTo("a");
        assertThat(answer.usage().completionTokens()).isEqualTo(4);
        assertThat(choice.logprobs().stream().flatMap(token -> token.bytes().stream()))
                .containsExactly((int) 'a', 0xF0, 0x9F, 0x99);
        assertThat(write(bytes("a🙂b"), List.of(), 5, DeltaListener.NONE)
                        .choices()
                        .getFirst()
                        .text())
                .isEqualTo("a🙂");
    }

    @Test
    void a_family_is_never_parted_in_a_stream() throws Exception {
        for (int tokensMax : List.of(6, 7, 8)) {
            List<Delta> deltas = new ArrayList<>();
            Generated answer = write(characters("a" + FAMILY + "b"), List.of(), tokensMax, deltas::add);
            String text = answer.choices().getFirst().text();

            assertThat(String.join("", deltas.stream().map(Delta::text).toList()))
                    .isEqualTo(text);
            assertThat(text).startsWith("a" + FAMILY);
            assertThat(deltas)
                    .allSatisfy(delta ->
                            assertThat(delta.text().replace(FAMILY, "")).matches("[ab.]*"));
            assertThat(deltas.stream()
                            .mapToInt(delta -> delta.logprobs().size())
                            .sum())
                    .isEqualTo(tokensMax);
        }
    }

    @Test
    void a_stop_text_within_a_family_ends_the_text_there() throws Exception {
        List<Delta> deltas = new ArrayList<>();
        Generated answer = write(characters("a" + FAMILY + "b"), List.of("\u200D👧"), 9, deltas::add);

        assertThat(answer.choices().getFirst().text()).isEqualTo("a👩‍👩");
        assertThat(String.join("", deltas.stream().map(Delta::text).toList())).isEqualTo("a👩‍👩");
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
    }
}
