package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the files of sentence-transformers say about texts and prompts, by the numbers that it defines: with
 * {@code include_prompt: false} a mean is taken over what follows the prompt's tokens, those before it ([CLS]) left out too,
 * and [SEP] included; with {@code do_lower_case} text and prompt are written small before they are cut.
 */
@Timeout(120)
class SentenceHabitsTest {
    private static final int UNK = 1;
    private static final int CLS = 2;
    private static final int SEP = 3;
    private static final int RED = 4;
    private static final int BLUE = 6;
    private static final int QUERY = 7;
    private static final int COLON = 8;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() throws Exception {
        model = TinyEncoder.embedder(folder.resolve("tiny"));
        Files.createDirectories(model.resolve("1_Pooling"));
        Files.writeString(
                model.resolve("modules.json"),
                "[{\"type\": \"s.Transformer\", \"path\": \"\"}, {\"type\": \"s.Pooling\", \"path\": \"1_Pooling\"}]");
        Files.writeString(
                model.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"query: \", \"none\": \"\"}, \"default_prompt_name\": \"query\"}");
    }

    private void pooling(String mode, boolean includePrompt) throws Exception {
        Files.writeString(
                model.resolve("1_Pooling/config.json"),
                "{\"pooling_mode_" + mode + "\": true, \"include_prompt\": " + includePrompt + "}");
    }

    private float[] vector(String text) throws Exception {
        try (LocalEngine engine = new LocalEngine(
                new ModelCatalog(List.of(TinyEncoder.card(model))),
                folder.resolve("data"),
                LocalLimits.ofCores(2),
                System::nanoTime)) {
            return ((Embeddings) engine.answer(Embed.ofTexts(new ModelId("tiny"), List.of(text)), Call.patient()))
                    .vector(0);
        }
    }

    private static void assertMean(float[] vector, int... ids) {
        double[] sum = TinyEncoder.sum(ids);
        for (int i = 0; i < sum.length; i++) {
            assertThat((double) vector[i]).as("number " + i).isCloseTo(sum[i] / ids.length, within(1e-6));
        }
    }

    @Test
    void a_mean_takes_the_prompts_tokens_in_unless_the_files_say_otherwise() throws Exception {
        pooling("mean_tokens", true);
        assertMean(vector("red blue"), CLS, QUERY, COLON, RED, BLUE, SEP);
        pooling("mean_tokens", false);
        assertMean(vector("red blue"), RED, BLUE, SEP);
    }

    @Test
    void a_prompt_that_the_caller_wrote_is_left_out_as_the_models_own() throws Exception {
        pooling("mean_tokens", false);
        assertMean(vector("query: blue"), BLUE, SEP);
    }

    @Test
    void a_text_without_a_prompt_counts_whole() throws Exception {
        pooling("mean_tokens", false);
        Files.writeString(
                model.resolve("config_sentence_transformers.json"), "{\"prompts\": {\"query\": \"query: \"}}");
        assertMean(vector("red"), CLS, RED, SEP);
    }

    @Test
    void a_maximum_is_taken_of_what_follows_the_prompt_and_the_first_state_stays_the_first() throws Exception {
        pooling("max_tokens", false);
        assertThat(vector("red blue")).containsExactly(1, 0, 3);
        pooling("cls_token", false);
        assertThat(vector("red blue")).containsExactly(3, 0, -1);
    }

    @Test
    void texts_are_written_small_where_the_files_say_so() throws Exception {
        pooling("mean_tokens", true);
        assertMean(vector("RED Blue"), CLS, QUERY, COLON, UNK, UNK, SEP);
        Files.writeString(
                model.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 64, \"do_lower_case\": true}");
        assertMean(vector("RED Blue"), CLS, QUERY, COLON, RED, BLUE, SEP);
    }

    @Test
    void prompts_are_written_small_and_left_out_as_they_are_read() throws Exception {
        pooling("mean_tokens", false);
        Files.writeString(
                model.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"QUERY: \"}, \"default_prompt_name\": \"query\"}");
        Files.writeString(model.resolve("sentence_bert_config.json"), "{\"do_lower_case\": true}");
        assertMean(vector("RED Blue"), RED, BLUE, SEP);
    }
}
