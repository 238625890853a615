package dev.edgewise.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodiesTest {
    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("bodies.jsonl"), text);
    }

    @Test
    void linesAreSentAsTheyStandAndInTurn() throws Exception {
        Bodies bodies = Bodies.read(file("{ \"a\": 1.0 }\n\n{\"b\":2}\n"), false);

        assertThat(bodies.get(0)).hasToString("{ \"a\": 1.0 }");
        assertThat(bodies.get(3)).hasToString("{\"b\":2}");
    }

    @Test
    void forStreamsTheyAreMadeToAskForOne() throws Exception {
        assertThat(Bodies.read(file("{\"a\":1}"), true).get(0))
                .hasToString("{\"a\":1,\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
    }

    @Test
    void aBadLineIsNamed() throws Exception {
        Path bad = file("{}\n[1]\n");
        Path none = Files.writeString(folder.resolve("none.jsonl"), "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bodies.read(bad, false))
                .withMessageContaining("line 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bodies.read(none, false))
                .withMessageContaining("no request");
    }
}
