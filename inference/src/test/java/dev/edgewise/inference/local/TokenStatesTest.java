package dev.edgewise.inference.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.TokenStates;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.store.HubFolder;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an embedder made of each token comes with the vectors, from the same run. */
@Timeout(300)
class TokenStatesTest {
    private static final ModelId MINILM = ModelCatalog.ALL_MINILM_L6_V2_Q;

    @TempDir
    Path folder;

    private LocalEngine engine(ModelCatalog catalog) {
        return new LocalEngine(catalog, folder, LocalLimits.ofCores(2), System::nanoTime);
    }

    private static Embeddings answer(LocalEngine engine, Embed work) throws Exception {
        return (Embeddings) engine.answer(work, Call.patient());
    }

    private static double cosine(TokenStates left, int at, TokenStates right, int other) {
        double dot = 0;
        for (int i = 0; i < left.dimensions(); i++) {
            dot += (double) left.values()[at * left.dimensions() + i] * right.values()[other * left.dimensions() + i];
        }
        return dot * left.scales()[at] * right.scales()[other];
    }

    @Test
    void each_token_of_the_text_has_a_vector_of_length_one_and_the_marks_around_it_have_none() throws Exception {
        try (LocalEngine engine = engine(ModelCatalog.embedded())) {
            Embed plain = Embed.ofTexts(MINILM, List.of("hello world", "the river bank", "the bank pays hello"));
            Embeddings without = answer(engine, plain);
            Embeddings with = answer(engine, plain.withTokens());

            assertThat(without.tokens(0)).isEmpty();
            assertThat(with.vector(0)).isEqualTo(without.vector(0));
            TokenStates hello = with.tokens(0).orElseThrow();
            assertThat(hello.ids()).containsExactly(7592, 2088);
            assertThat(with.tokens(1).orElseThrow().count()).isEqualTo(3);
            for (int token = 0; token < hello.count(); token++) {
                assertThat(cosine(hello, token, hello, token)).isCloseTo(1, within(0.02));
            }
            // The same word in two contexts: alike, not equal.
            assertThat(cosine(with.tokens(1).orElseThrow(), 2, with.tokens(2).orElseThrow(), 1))
                    .isBetween(0.3, 0.95);
        }
    }

    @Test
    void tokens_given_as_numbers_have_states_like_those_of_their_text() throws Exception {
        try (LocalEngine engine = engine(ModelCatalog.embedded())) {
            var ids = new Embed(MINILM, List.of(new TextInput.TokenIds(101, 7592, 2088, 102)), OptionalInt.empty());
            TokenStates given = answer(engine, ids.withTokens()).tokens(0).orElseThrow();
            TokenStates cut = answer(
                            engine,
                            Embed.ofTexts(MINILM, List.of("hello world")).withTokens())
                    .tokens(0)
                    .orElseThrow();

            assertThat(given.ids()).isEqualTo(cut.ids());
            assertThat(given.values()).isEqualTo(cut.values());
        }
    }

    @Test
    void a_prompt_before_the_text_is_none_of_its_tokens() throws Exception {
        ModelId e5 = new ModelId("multilingual-e5-small");
        ModelCard card = new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(HubFolder.model(e5.value()), Optional.empty())
                .card(e5);
        try (LocalEngine engine = engine(new ModelCatalog(List.of(card)))) {
            Embed work = new Embed(
                            e5,
                            List.of(new TextInput.Text("내일 서울 날씨"), new TextInput.Text("passage: 내일 서울 날씨")),
                            OptionalInt.empty(),
                            Optional.of("query"))
                    .withTokens();
            Embeddings answer = answer(engine, work);

            int[] ids = answer.tokens(0).orElseThrow().ids();
            assertThat(ids).hasSizeBetween(3, 6);
            assertThat(answer.tokens(1).orElseThrow().ids()).isEqualTo(ids);
        }
    }
}
