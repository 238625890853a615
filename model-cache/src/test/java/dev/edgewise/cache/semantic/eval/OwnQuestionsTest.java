package dev.edgewise.cache.semantic.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnQuestionsTest {
    @TempDir
    Path folder;

    @Test
    void eachThingToAskHasFourWordingsAndRewordingsOfThem() {
        List<List<String>> intents = OwnQuestions.intents();

        assertThat(intents)
                .hasSizeGreaterThan(150)
                .allSatisfy(wordings -> assertThat(wordings).hasSizeBetween(5, 12));
        assertThat(intents.getFirst())
                .contains("How can I learn to play the guitar on my own?", "How do I learn guitar without a teacher?")
                .contains("How do I learn to play the guitar on my own?");
    }

    @Test
    void noWordingStandsForTwoThings() {
        Set<String> seen = new HashSet<>();
        for (List<String> wordings : OwnQuestions.intents()) {
            wordings.forEach(
                    wording -> assertThat(seen.add(wording)).as(wording).isTrue());
        }
    }

    @Test
    void theFileIsTheSameEachTimeAndReadsAsLabelledIntents() throws IOException {
        assertThat(OwnQuestions.file()).isEqualTo(OwnQuestions.file());
        Path file = folder.resolve("own.tsv");
        Files.write(file, OwnQuestions.file());

        LabelledQuestions labels = LabelledQuestions.read(file);
        assertThat(labels.intents()).isTrue();
        assertThat(labels.count()).isEqualTo(OwnQuestions.file().size());
    }

    @Test
    void runsStoreOneWordingOfThePartThatIsKnownAndAskTheOthers() throws IOException {
        Path file = folder.resolve("own.tsv");
        Files.write(file, OwnQuestions.file());
        LabelledQuestions labels = LabelledQuestions.read(file);
        int intents = OwnQuestions.intents().size();

        List<Trial> runs = Split.drawn(labels, new Split.Settings(10_000, 10_000, 0.6), 2);

        assertThat(runs).hasSize(2).allSatisfy(run -> {
            assertThat(run.stored().length).isBetween((int) (0.6 * intents), (int) (0.6 * intents) + 1);
            assertThat(run.asked().length + run.stored().length).isEqualTo(labels.count());
        });
        assertThat(runs.getFirst().stored()).isNotEqualTo(runs.getLast().stored());
    }
}
