package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Generate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** With the real chat model, in the export whose attention is spelled out. */
class PlainExportTest {
    @Test
    void texts_are_written_one_by_one_and_come_out_the_same() throws Exception {
        List<Generate> works = List.of(
                RealModel.greedy("What is the capital of France?", 24),
                RealModel.greedy("Name three colours.", 24),
                RealModel.greedy("Hi", 24));
        try (Generator generator = RealModel.generator(RealModel.PLAIN, 4)) {
            List<String> alone = new ArrayList<>();
            for (Generate work : works) {
                alone.add(text(generator, work));
            }
            assertThat(alone.getFirst()).contains("Paris");

            List<String> together = new ArrayList<>();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> answers = works.stream()
                        .map(work -> callers.submit(() -> text(generator, work)))
                        .toList();
                for (Future<String> answer : answers) {
                    together.add(answer.get());
                }
            }

            assertThat(together).isEqualTo(alone);
        }
    }

    private static String text(Generator generator, Generate work) throws Exception {
        return generator.answer(work, Call.patient()).choices().getFirst().text();
    }
}
