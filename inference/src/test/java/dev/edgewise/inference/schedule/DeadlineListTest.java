package dev.edgewise.inference.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineListTest {
    private final DeadlineList list = new DeadlineList();

    private static RowJob job(long atNanos) {
        return new RowJob(new FakeModel(1), List.of(new TextInput.TokenIds(new int[1])), new Deadline(true, atNanos));
    }

    @Test
    void only_a_deadline_before_the_planned_look_changes_the_plan() {
        assertThat(list.planned()).isFalse();
        assertThat(list.add(job(100))).isTrue();
        assertThat(list.add(job(100))).isFalse();
        assertThat(list.add(job(170))).isFalse();
        assertThat(list.add(job(60))).isTrue();
        assertThat(list.plannedNanos()).isEqualTo(60);
    }

    @Test
    void the_plan_outlives_its_job_so_that_the_next_one_wakes_nobody() {
        RowJob first = job(100);
        list.add(first);
        list.remove(first);

        assertThat(list.add(job(120))).isFalse();
        assertThat(list.plannedNanos()).isEqualTo(100);
    }

    @Test
    void a_look_forgets_what_is_late_and_plans_by_the_rest() {
        List<RowJob> jobs = new ArrayList<>();
        for (long at = 1; at <= 40; at++) {
            jobs.add(job(at * 10));
            list.add(jobs.getLast());
        }
        list.remove(jobs.get(20));

        list.look(205);

        assertThat(list.size()).isEqualTo(19);
        assertThat(list.plannedNanos()).isEqualTo(220);
        jobs.subList(0, 21).forEach(list::remove);
        assertThat(list.size()).isEqualTo(19);
        jobs.forEach(list::remove);
        assertThat(list.size()).isZero();
        list.look(205);
        assertThat(list.planned()).isFalse();
    }

    @Test
    void deadlines_are_compared_across_the_end_of_the_clock() {
        assertThat(list.add(job(Long.MIN_VALUE + 5))).isTrue();
        assertThat(list.add(job(Long.MAX_VALUE - 5))).isTrue();
        list.look(Long.MAX_VALUE - 2);

        assertThat(list.size()).isEqualTo(1);
        assertThat(list.plannedNanos()).isEqualTo(Long.MIN_VALUE + 5);
    }
}
