package dev.edgewise.routing.pool;

import static dev.edgewise.routing.pool.Pools.MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProbeScheduleTest {

    private static final int ENDPOINTS = 16;

    private final VirtualTime time = new VirtualTime(1);
    private final ProbeSchedule schedule =
            new ProbeSchedule(ENDPOINTS, ProbeSettings.DEFAULT, time::now, time.random()::nextLong);

    @Test
    void everyEndpointIsProbedSoonAfterTheStartAndNotAllAtOnce() {
        Set<Long> moments = new HashSet<>();
        Set<Integer> probed = new HashSet<>();
        while (probed.size() < ENDPOINTS) {
            time.pass(Duration.ofNanos(schedule.nanosUntilDue()));
            probed.add(schedule.claim());
            moments.add(time.now());
        }
        assertThat(probed).doesNotContain(ProbeSchedule.NOTHING_DUE);
        assertThat(moments).hasSizeGreaterThan(ENDPOINTS / 2);
        assertThat(schedule.claim()).isEqualTo(ProbeSchedule.NOTHING_DUE);
    }

    @Test
    void theNextProbeComesAfterTheIntervalWithJitterAndSoonerWhenFailing() {
        claimAll();
        List<Long> waits = new ArrayList<>();
        for (int index = 0; index < ENDPOINTS; index++) {
            schedule.done(index, index != 0);
        }
        for (int i = 0; i < ENDPOINTS; i++) {
            long before = time.now();
            time.pass(Duration.ofNanos(schedule.nanosUntilDue()));
            waits.add(time.now() - before);
            int due = schedule.claim();
            assertThat(i == 0 ? due == 0 : due > 0).isTrue();
            schedule.done(due, true);
        }
        assertThat(waits.getFirst()).isBetween(900 * MS, 1_100 * MS);
        assertThat(waits.stream().mapToLong(Long::longValue).sum()).isBetween(4_500 * MS, 5_500 * MS);
    }

    @Test
    void aClaimThatIsNeverReportedFallsDueAgain() {
        claimAll();
        time.pass(Duration.ofMillis(2_999));
        assertThat(schedule.claim()).isEqualTo(ProbeSchedule.NOTHING_DUE);
        time.pass(Duration.ofMillis(1));
        assertThat(schedule.claim()).isNotEqualTo(ProbeSchedule.NOTHING_DUE);
    }

    @Test
    void aFailedRequestBringsTheProbeForwardButNeverInAStorm() {
        claimAll();
        schedule.done(3, true);
        schedule.hurry(3);
        assertThat(schedule.nanosUntilDue()).isEqualTo(1_000 * MS);
        time.pass(Duration.ofSeconds(1));
        assertThat(schedule.claim()).isEqualTo(3);
        schedule.done(3, true);
        for (int i = 0; i < 100; i++) {
            schedule.hurry(3);
        }
        assertThat(schedule.nanosUntilDue()).isEqualTo(1_000 * MS);
    }

    private void claimAll() {
        time.pass(Duration.ofMillis(250));
        for (int i = 0; i < ENDPOINTS; i++) {
            assertThat(schedule.claim()).isNotEqualTo(ProbeSchedule.NOTHING_DUE);
        }
    }
}
