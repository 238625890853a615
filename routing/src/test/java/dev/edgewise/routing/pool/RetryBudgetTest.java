package dev.edgewise.routing.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final RetrySettings SETTINGS = RetrySettings.DEFAULT;

    @Test
    void aQuietNodeMayRetryAndSavesUpNoMoreThanTheBurst() {
        VirtualTime time = new VirtualTime(1);
        RetryBudget budget = new RetryBudget(SETTINGS, time::now);
        assertThat(budget.left()).isEqualTo(10);
        time.pass(Duration.ofHours(1));
        assertThat(budget.left()).isEqualTo(100);
        assertThat(spendAll(budget)).isEqualTo(100);
        time.pass(Duration.ofMillis(100));
        assertThat(spendAll(budget)).isEqualTo(1);
    }

    @Test
    void requestsEarnAFifthOfARetry() {
        VirtualTime time = new VirtualTime(1);
        RetryBudget budget = new RetryBudget(SETTINGS, time::now);
        spendAll(budget);
        for (int i = 0; i < 50; i++) {
            budget.request();
        }
        assertThat(spendAll(budget)).isEqualTo(10);
    }

    /** However requests, failures and pauses mix, retries stay under burst + 10/s + a fifth of the requests. */
    @Property(tries = 200)
    void retriesNeverExceedTheBudget(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 100) int failPercent, @ForAll boolean dense) {
        VirtualTime time = new VirtualTime(seed);
        RetryBudget budget = new RetryBudget(SETTINGS, time::now);
        long start = time.now();
        long requests = 0;
        long retries = 0;
        for (int i = 0; i < 3_000; i++) {
            budget.request();
            requests++;
            while (time.random().nextInt(100) < failPercent && budget.tryRetry()) {
                retries++;
            }
            time.pass(Duration.ofNanos(time.random().nextLong(dense ? 1_000_000 : 200_000_000)));
            double seconds = (time.now() - start) / 1e9;
            assertThat((double) retries)
                    .isLessThanOrEqualTo(SETTINGS.burst() + SETTINGS.perSecond() * seconds + 0.2 * requests);
        }
    }

    private static int spendAll(RetryBudget budget) {
        int spent = 0;
        while (budget.tryRetry()) {
            spent++;
        }
        return spent;
    }
}
