package dev.edgewise.gateway.request;

/** A request that policy lets pass, with its body and what holds for it. Cache keys are made from this alone. */
public record Governed(Identified identified, byte[] body, Effects effects) {
    public Arrival arrival() {
        return identified.arrival();
    }

    public Tenant tenant() {
        return identified.tenant();
    }
}
