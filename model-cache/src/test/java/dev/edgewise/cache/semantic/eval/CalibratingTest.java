package dev.edgewise.cache.semantic.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.tier.CosineVerifier;
import dev.edgewise.cache.semantic.tier.LedgerState;
import dev.edgewise.cache.semantic.verify.Made;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibratingTest {
    @TempDir
    Path folder;

    private LabelledQuestions intents(int count) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String topic = "topic" + (char) ('a' + i % 26) + (char) ('a' + i / 26);
            lines.append(i).append("\tt\ta\twhat is ").append(topic).append(" about\n");
            lines.append(i).append("\tt\ta\tplease tell what ").append(topic).append(" is about\n");
        }
        return LabelledQuestions.read(Files.writeString(folder.resolve("intents.tsv"), lines));
    }

    @Test
    void everyQuestionAskedIsCountedAndEachCandidateIsRightOrWrong() throws Exception {
        LabelledQuestions labels = intents(60);
        Question[] questions = IntStream.range(0, labels.count())
                .mapToObj(i -> Made.question(labels.text(i)))
                .toArray(Question[]::new);
        List<Trial> runs = Split.halves(labels, new Split.Settings(100, 100, 1)).getFirst();

        LedgerState counts =
                Calibrating.count(new CosineVerifier("made"), labels, runs, i -> questions[i], Languages.ALL);

        long asked = runs.stream().mapToLong(run -> run.asked().length).sum();
        assertThat(counts.asked()).isEqualTo(asked);
        assertThat(sum(counts.seen())).isEqualTo(counts.labels()).isPositive();
        assertThat(sum(counts.right()) + sum(counts.wrong())).isEqualTo(counts.labels());
        assertThat(sum(counts.right())).isPositive();
    }

    @Test
    void noHalfKnowsWhatTheOtherAsksAbout() throws IOException {
        LabelledQuestions labels = intents(60);
        List<List<Trial>> halves = Split.halves(labels, new Split.Settings(100, 100, 0.5));

        Set<Integer> one = components(labels, halves.get(0));
        assertThat(one).isNotEmpty().doesNotContainAnyElementsOf(components(labels, halves.get(1)));
    }

    private static Set<Integer> components(LabelledQuestions labels, List<Trial> runs) {
        Set<Integer> all = new HashSet<>();
        for (Trial run : runs) {
            IntStream.concat(IntStream.of(run.stored()), IntStream.of(run.asked()))
                    .forEach(text -> all.add(labels.component(text)));
        }
        return all;
    }

    private static long sum(List<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
