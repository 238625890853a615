package dev.edgewise.gateway.policy;

import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.OipCall;
import dev.edgewise.gateway.request.Refusal;

/** Phase 3, govern: policy's word on a request whose caller is known. */
public final class Governance {
    /** What govern may say. */
    public sealed interface Outcome {
        record Allowed(Governed governed) implements Outcome {}

        record Denied(Refusal refusal, String rules) implements Outcome {}

        record Preset(String text, String rules) implements Outcome {}
    }

    private Governance() {}

    public static Outcome govern(Policy policy, TrustedCountry countries, Identified identified, byte[] body) {
        var arrival = identified.arrival();
        return govern(policy, countries.of(arrival.peer(), arrival.headers()), identified, body);
    }

    /** The same for a caller who is known to be in a country. */
    public static Outcome govern(Policy policy, String country, Identified identified, byte[] body) {
        var arrival = identified.arrival();
        return switch (policy.decide(
                new PolicyQuery(country, identified.tenant(), arrival.api(), named(arrival), body))) {
            case Verdict.Allow allow -> new Outcome.Allowed(new Governed(identified, body, allow.effects()));
            case Verdict.Deny deny ->
                new Outcome.Denied(
                        new Refusal(403, "policy_denied", deny.code(), null, deny.message(), false, -1), deny.rules());
            case Verdict.Answer answer -> new Outcome.Preset(answer.text(), answer.rules());
        };
    }

    private static String named(Arrival arrival) {
        return arrival.api() == Api.TENSORS
                ? OipCall.at(arrival.path()).map(OipCall::model).orElse("")
                : "";
    }
}
