package dev.edgewise.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Tenant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The allowances of tenants. */
class MeterTest {
    private static Tenant tenant(String id) {
        return new Tenant(id, null, new Tenant.RequestRate(1, 3_600_000_000_000L), false, Tenant.Reuse.EXACT);
    }

    @Test
    void theAllowanceOfATenantThatIsGoneIsForgottenAndThatOfOthersStays() {
        var meter = new Meter(NodeClock.system());
        assertThat(meter.meter(tenant("gone"))).isInstanceOf(Meter.Outcome.Within.class);
        assertThat(meter.meter(tenant("stays"))).isInstanceOf(Meter.Outcome.Within.class);

        meter.follow(Set.of("stays", "new"));

        assertThat(meter.size()).isEqualTo(1);
        assertThat(meter.meter(tenant("stays"))).isInstanceOf(Meter.Outcome.Exceeded.class);
    }
}
