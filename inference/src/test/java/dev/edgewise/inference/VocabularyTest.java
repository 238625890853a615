package dev.edgewise.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "all-minilm-l6-v2-q", "owner/name@v2", "gpt-4o:2024", "0x"})
    void names_as_people_write_them_are_models(String name) {
        assertThat(new ModelId(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "..", "a/../b", "a//b", "-a", "a b", "a\n", "ä", "a\\b"})
    void names_that_could_walk_out_of_a_folder_or_a_header_are_not(String name) {
        assertThatThrownBy(() -> new ModelId(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_name_has_a_bound() {
        assertThat(ModelId.isValid("a".repeat(ModelId.LENGTH_MAX))).isTrue();
        assertThat(ModelId.isValid("a".repeat(ModelId.LENGTH_MAX + 1))).isFalse();
    }

    @Property
    void little_endian_bytes_read_back_as_the_vector(@ForAll @Size(min = 3, max = 3) float[] first) {
        float[] flat = Arrays.copyOf(first, 6);
        Embeddings answer = new Embeddings(flat, 3, new Usage(1, 0));

        float[] back = new float[3];
        ByteBuffer.wrap(answer.littleEndian(0))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(back);
        assertThat(back).isEqualTo(first);
        assertThat(answer.vector(0)).isEqualTo(first);
        assertThat(answer.at(0, 2)).isEqualTo(first[2]);
        assertThat(answer.count()).isEqualTo(2);
    }

    @Test
    void reading_beside_the_vectors_throws() {
        Embeddings answer = new Embeddings(new float[4], 2, new Usage(1, 0));

        assertThatThrownBy(() -> answer.at(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> answer.vector(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Embeddings(new float[5], 2, new Usage(1, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_deadline_survives_the_clock_wrapping_around() {
        long now = Long.MAX_VALUE - 10;
        Deadline deadline = Deadline.after(Duration.ofNanos(100), now);

        assertThat(deadline.passed(now)).isFalse();
        assertThat(deadline.remainingNanos(now + 60)).isEqualTo(40);
        assertThat(deadline.passed(now + 100)).isTrue();
        assertThat(Deadline.none().passed(now)).isFalse();
    }

    @Test
    void a_cancellation_runs_each_listener_once() {
        List<String> ran = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        cancellation.onCancel(() -> ran.add("kept"));
        cancellation.onCancel(() -> ran.add("forgotten")).run();

        cancellation.cancel();
        cancellation.cancel();
        cancellation.onCancel(() -> ran.add("late"));

        assertThat(ran).containsExactly("kept", "late");
        assertThat(cancellation.cancelled()).isTrue();
    }

    @Test
    void token_ids_are_equal_by_content_and_do_not_change() {
        int[] ids = {1, 2};
        TextInput.TokenIds tokens = new TextInput.TokenIds(ids);
        ids[0] = 9;

        assertThat(tokens).isEqualTo(new TextInput.TokenIds(1, 2)).hasSameHashCodeAs(new TextInput.TokenIds(1, 2));
        assertThat(tokens.id(0)).isEqualTo(1);
        assertThat(tokens).isNotEqualTo(new TextInput.TokenIds(1, 3)).hasToString("TokenIds[2]");
    }
}
