package dev.edgewise.gateway.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.store.pull.PullEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullViewTest {
    private final StringWriter out = new StringWriter();

    private List<String> draw(boolean terminal, PullEvent... events) {
        PullView view = new PullView(new PrintWriter(out), terminal);
        for (PullEvent event : events) {
            view.on(event);
        }
        view.end();
        return List.of(out.toString().split("[\r\n]+"));
    }

    @Test
    void a_drawn_line_shows_bytes_rate_and_time_and_never_wraps() {
        List<String> lines = draw(
                true,
                new PullEvent.Began("onnx/" + "long-".repeat(40) + "model_quantized.onnx_data", 147_240_960, 0),
                new PullEvent.Advanced(19_300_000, 149_300_000, 4_600_000),
                new PullEvent.Advanced(999_900_000_000L, 999_990_000_000L, 999_900));

        assertThat(lines)
                .filteredOn(line -> line.contains("%"))
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line.replace("\033[K", "").length()).isLessThanOrEqualTo(79));
        assertThat(lines.get(1))
                .contains(" 12% [#   ", "19.3 MB of 149.3 MB  4.6 MB/s, 29 s left", "…")
                .endsWith("onnx_data");
    }

    @Test
    void without_a_terminal_each_step_is_a_line_of_its_own() {
        List<String> lines = draw(
                false,
                new PullEvent.Listed(2, 100_000),
                new PullEvent.Began("model.onnx", 100_000, 40_000),
                new PullEvent.Advanced(40_000, 100_000, 0),
                new PullEvent.Advanced(41_000, 100_000, 1000),
                new PullEvent.Advanced(100_000, 100_000, 1000));

        assertThat(lines)
                .containsExactly(
                        "2 files, 100.0 kB",
                        "fetching model.onnx, 100.0 kB, 40.0 kB of it are here",
                        "40% 40.0 kB of 100.0 kB, 0 B/s",
                        "100% 100.0 kB of 100.0 kB, 1.0 kB/s");
    }
}
