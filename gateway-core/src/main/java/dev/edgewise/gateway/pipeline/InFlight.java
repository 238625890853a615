package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.admission.Permit;
import dev.edgewise.gateway.request.Allowance;
import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.rules.Rules;
import org.jspecify.annotations.Nullable;

/** An admitted request with what accompanies it through the phases. Moves from thread to thread with its request. */
final class InFlight {
    private final Exchange exchange;
    private final Rules rules;
    private final Permit permit;
    private @Nullable Allowance allowance;

    InFlight(Exchange exchange, Rules rules, Permit permit) {
        this.exchange = exchange;
        this.rules = rules;
        this.permit = permit;
    }

    Exchange exchange() {
        return exchange;
    }

    Rules rules() {
        return rules;
    }

    Permit permit() {
        return permit;
    }

    /** What is left of the tenant's limit; null when it has none. */
    @Nullable
    Allowance allowance() {
        return allowance;
    }

    void allow(Allowance left) {
        allowance = left;
    }
}
