package dev.edgewise.routing.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelTableTest {

    private static final CentralModel CENTRAL = new CentralModel("main", "llama");

    private final ModelTable table =
            ModelTable.of(List.of(alias("embed-small"), alias("chat-small"), alias("chat-large")));

    @Test
    void aKnownNameGivesItsAlias() {
        assertThat(table.find("chat-small")).isEqualTo(alias("chat-small"));
        assertThat(table.names()).containsExactly("chat-large", "chat-small", "embed-small");
    }

    @Test
    void anUnknownNameIsAnsweredWithWhatWasMeantAndWhatIsAllowed() {
        UnknownModel unknown = (UnknownModel) table.find("Chat-Smal");
        assertThat(unknown.similar()).containsExactly("chat-small");
        assertThat(unknown.message())
                .isEqualTo("Unknown model 'Chat-Smal'. Did you mean 'chat-small'? "
                        + "This key may use 'chat-large', 'chat-small', 'embed-small'.");
    }

    @Test
    void aNameOfAnotherTenantLooksLikeOneThatDoesNotExist() {
        ModelTable mine = table.restrict(Set.of("chat-small", "not-configured"));
        assertThat(mine.names()).containsExactly("chat-small");
        assertThat(mine.find("chat-large"))
                .isInstanceOfSatisfying(
                        UnknownModel.class,
                        unknown -> assertThat(unknown.message())
                                .doesNotContain("main", "embed-small")
                                .contains("may use 'chat-small'."));
    }

    @Test
    void aTenantWithoutModelsIsToldToAskTheOperator() {
        UnknownModel unknown = (UnknownModel) table.restrict(Set.of()).find("chat-small");
        assertThat(unknown.message())
                .isEqualTo("Unknown model 'chat-small'. This key may use no model; ask the operator.");
    }

    @Test
    void aHugeNameIsCutAndComparedWithNothing() {
        UnknownModel unknown = (UnknownModel) table.find("x".repeat(1_000_000));
        assertThat(unknown.asked()).hasSize(ModelTable.NAME_CHARS_MAX);
        assertThat(unknown.similar()).isEmpty();
    }

    @Test
    void aLongListOfModelsIsShortenedInTheMessage() {
        ModelTable many = ModelTable.of(
                IntStream.range(0, 30).mapToObj(i -> alias("model-" + i)).toList());
        assertThat(((UnknownModel) many.find("zzz")).message()).contains("and 10 more (see /v1/models)");
    }

    @Test
    void twoAliasesOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTable.of(List.of(alias("a"), alias("a"))))
                .withMessageContaining("two models are named a");
        assertThatIllegalArgumentException().isThrownBy(() -> new ModelAlias("a", null, null));
    }

    @Test
    void theDistanceCountsInsertionsDeletionsReplacementsAndSwaps() {
        assertThat(SimilarNames.distance("chat", "chat")).isZero();
        assertThat(SimilarNames.distance("chat", "caht")).isEqualTo(1);
        assertThat(SimilarNames.distance("chat", "hat")).isEqualTo(1);
        assertThat(SimilarNames.distance("chat", "chart")).isEqualTo(1);
        assertThat(SimilarNames.distance("chat", "chit")).isEqualTo(1);
        assertThat(SimilarNames.distance("", "chat")).isEqualTo(4);
    }

    private static ModelAlias alias(String name) {
        return new ModelAlias(name, null, CENTRAL);
    }
}
