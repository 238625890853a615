package dev.edgewise.routing.pool;

import static dev.edgewise.routing.pool.Pools.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.routing.Residency;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailoverTest {

    private static final Tried FIRST = Tried.NONE.with(0);

    private final Cluster cluster = cluster(new VirtualTime(1), "KR", "KR", "JP", "JP");

    @Test
    void aRequestThatWasNotTakenIsTriedElsewhere() {
        for (FailureKind kind : FailureKind.values()) {
            Verdict expected = kind.work() == FailureKind.Work.MAYBE_DONE ? Verdict.MAYBE_BILLED : Verdict.FAIL_OVER;
            assertThat(cluster.judge(kind, attempt(FIRST, false)))
                    .as("%s", kind)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aRequestThatMayHaveBeenBilledIsRepeatedOnlyWithTheCallersConsent() {
        assertThat(cluster.judge(FailureKind.SERVER_ERROR, attempt(FIRST, false)))
                .isEqualTo(Verdict.MAYBE_BILLED);
        assertThat(cluster.judge(FailureKind.SERVER_ERROR, attempt(FIRST, true)))
                .isEqualTo(Verdict.FAIL_OVER);
    }

    @Test
    void nothingIsRepeatedAfterTheFirstByteOrTheDeadline() {
        Attempt released = new Attempt(FIRST, Residency.ANY, true, true, Long.MAX_VALUE);
        assertThat(cluster.judge(FailureKind.CONNECT, released)).isEqualTo(Verdict.RELEASED);
        Attempt late = new Attempt(FIRST, Residency.ANY, false, true, 0);
        assertThat(cluster.judge(FailureKind.CONNECT, late)).isEqualTo(Verdict.TOO_LATE);
    }

    @Test
    void attemptsAreBounded() {
        Tried three = FIRST.with(1).with(2);
        assertThat(cluster.judge(FailureKind.CONNECT, attempt(three, true))).isEqualTo(Verdict.ATTEMPTS_SPENT);
    }

    @Test
    void anotherEndpointMustExistInTheAllowedRegions() {
        Residency korea = Residency.in(Set.of("KR"));
        Attempt both = new Attempt(FIRST.with(1), korea, false, false, Long.MAX_VALUE);
        assertThat(cluster.judge(FailureKind.CONNECT, both)).isEqualTo(Verdict.NO_OTHER_ENDPOINT);
        cluster.probed(1, false);
        Attempt one = new Attempt(FIRST, korea, false, false, Long.MAX_VALUE);
        assertThat(cluster.judge(FailureKind.CONNECT, one)).isEqualTo(Verdict.NO_OTHER_ENDPOINT);
    }

    @Test
    void failoverEndsWhenTheBudgetIsSpent() {
        int allowed = 0;
        while (cluster.judge(FailureKind.CONNECT, attempt(FIRST, false)) == Verdict.FAIL_OVER) {
            allowed++;
        }
        assertThat(allowed).isEqualTo(RetrySettings.DEFAULT.perSecond());
        assertThat(cluster.judge(FailureKind.CONNECT, attempt(FIRST, false))).isEqualTo(Verdict.BUDGET_SPENT);
        for (int i = 0; i < 5; i++) {
            cluster.pick(Residency.ANY, Tried.NONE);
        }
        assertThat(cluster.judge(FailureKind.CONNECT, attempt(FIRST, false))).isEqualTo(Verdict.FAIL_OVER);
    }

    @Test
    void statusesAreReadAsFailures() {
        assertThat(FailureKind.ofStatus(429)).contains(FailureKind.RATE_LIMITED);
        assertThat(FailureKind.ofStatus(503)).contains(FailureKind.UNAVAILABLE);
        assertThat(FailureKind.ofStatus(500)).contains(FailureKind.SERVER_ERROR);
        assertThat(FailureKind.ofStatus(504)).contains(FailureKind.SERVER_ERROR);
        assertThat(FailureKind.ofStatus(400)).isEmpty();
        assertThat(FailureKind.ofStatus(200)).isEmpty();
    }

    private static Attempt attempt(Tried tried, boolean repeatable) {
        return new Attempt(tried, Residency.ANY, false, repeatable, Long.MAX_VALUE);
    }
}
