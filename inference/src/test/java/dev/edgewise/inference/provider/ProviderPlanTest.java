package dev.edgewise.inference.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.ModelId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderPlanTest {
    @TempDir
    Path folder;

    @Test
    void the_processor_ends_every_order() {
        assertThat(new ProviderPlan(List.of(), 0, 0).order()).containsExactly(Provider.CPU);
        assertThat(new ProviderPlan(List.of(Provider.TENSORRT, Provider.CUDA), 0, 0).order())
                .containsExactly(Provider.TENSORRT, Provider.CUDA, Provider.CPU);
        assertThat(new ProviderPlan(List.of(Provider.CPU, Provider.CUDA), 0, 0).order())
                .containsExactly(Provider.CPU);
        assertThat(new ProviderPlan(List.of(Provider.CUDA, Provider.CUDA), 0, 0).order())
                .containsExactly(Provider.CUDA, Provider.CPU);
    }

    @Test
    void numbers_a_little_off_are_the_same_and_others_are_told() {
        float[] right = {1, -2, 0.5f, Float.NEGATIVE_INFINITY};
        Sameness floats = Sameness.of(Set.of("MatMul", "Softmax"));

        assertThat(floats.difference("y", right, new float[] {1.01f, -1.99f, 0.52f, Float.NEGATIVE_INFINITY}))
                .isEmpty();
        assertThat(floats.difference("y", right, new float[] {1, -2, 0.6f, Float.NEGATIVE_INFINITY}))
                .contains(
                        "y differs from what the processor computes by 0.0436 of its length, where 0.0200 is allowed");
        assertThat(Sameness.of(Set.of("MatMulNBits"))
                        .difference("y", right, new float[] {1, -2, 0.6f, Float.NEGATIVE_INFINITY}))
                .isEmpty();
        assertThat(floats.difference("y", right, new float[] {1, Float.NaN, 0.5f, Float.NEGATIVE_INFINITY}))
                .contains("y has NaN where the processor computes -2.0");
        assertThat(floats.difference("y", right, new float[] {1})).contains("y has 1 numbers instead of 4");
        assertThat(floats.difference("y", new float[2], new float[2])).isEmpty();
        assertThat(floats.difference("y", new float[2], new float[] {0, 1e-6f})).isPresent();
    }

    @Test
    void what_was_noted_is_read_again() {
        ProviderNotes notes = new ProviderNotes(folder);
        ModelId model = new ModelId("acme/chat");
        ProviderChoice choice = new ProviderChoice(
                Provider.CUDA, List.of(new ProviderChoice.Refusal(Provider.TENSORRT, "no engine: too large")));

        notes.write(model, choice);

        assertThat(notes.read(model)).contains(choice);
        assertThat(notes.read(new ModelId("other"))).isEmpty();
    }

    @Test
    void nothing_is_noted_of_a_model_that_wants_the_processor() {
        ProviderNotes notes = new ProviderNotes(folder);
        ModelId model = new ModelId("chat");
        notes.write(model, new ProviderChoice(Provider.CUDA, List.of()));

        notes.write(model, new ProviderChoice(Provider.CPU, List.of()));

        assertThat(notes.read(model)).isEmpty();
    }

    @Test
    void a_damaged_note_is_no_note() throws IOException {
        Files.createDirectories(folder.resolve("providers"));
        Files.writeString(folder.resolve("providers/chat"), "used\tabacus\n");

        assertThat(new ProviderNotes(folder).read(new ModelId("chat"))).isEmpty();
    }

    @Test
    void a_manifest_orders_what_the_node_offers_and_what_it_does_not_is_named() {
        ProviderPlan offered = new ProviderPlan(List.of(Provider.CUDA, Provider.CPU), 0, 0);

        ProviderPlan plan = offered.preferring(List.of(Provider.TENSORRT, Provider.CUDA));
        assertThat(plan.order()).containsExactly(Provider.CUDA, Provider.CPU);
        assertThat(plan.notOffered()).containsExactly(Provider.TENSORRT);
        assertThat(offered.preferring(List.of(Provider.CPU, Provider.CUDA)).order())
                .containsExactly(Provider.CPU);
        assertThat(new ProviderPlan(List.of(Provider.TENSORRT, Provider.CUDA), 0, 0)
                        .preferring(List.of(Provider.CUDA, Provider.TENSORRT))
                        .order())
                .containsExactly(Provider.CUDA, Provider.TENSORRT, Provider.CPU);
    }
}
