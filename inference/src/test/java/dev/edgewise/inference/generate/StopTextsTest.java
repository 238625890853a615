package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StopTextsTest {
    @Property
    void wherever_the_borders_fall_the_text_ends_before_the_first_stop(
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 40) String text,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 4) String stop,
            @ForAll @IntRange(min = 1, max = 6) int cut) {
        StopTexts stops = new StopTexts(List.of(stop));
        StringBuilder shown = new StringBuilder();
        for (int from = 0; from < text.length(); from += cut) {
            shown.append(stops.add(text.substring(from, Math.min(text.length(), from + cut))));
        }
        shown.append(stops.end());

        int at = text.indexOf(stop);
        assertThat(shown.toString()).isEqualTo(at < 0 ? text : text.substring(0, at));
        assertThat(stops.stopped()).isEqualTo(at >= 0);
    }

    @Test
    void only_what_may_begin_a_stop_text_is_held_back() {
        StopTexts stops = new StopTexts(List.of("\n\nUser:"));

        assertThat(stops.add("Hello\n")).isEqualTo("Hello");
        assertThat(stops.add("\nUs")).isEmpty();
        assertThat(stops.add("ually")).isEqualTo("\n\nUsually");
        assertThat(stops.add("x\n\nUser: y")).isEqualTo("x");
        assertThat(stops.rest()).isEqualTo(" y");
        assertThat(stops.end()).isEmpty();
    }

    @Test
    void of_several_the_first_in_the_text_counts() {
        StopTexts stops = new StopTexts(List.of("END", "STOP"));

        assertThat(stops.add("one STOP two END")).isEqualTo("one ");
    }
}
