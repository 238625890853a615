package dev.edgewise.gateway.policy;

/**
 * What an operator lets hold for a caller. The rule language comes behind this one method.
 *
 * <p>Threads: called on event loops; answers without waiting, and without I/O.
 */
@FunctionalInterface
public interface Policy {
    /** Everything is allowed and nothing is altered. */
    Policy NONE = query -> new Verdict.Allow(dev.edgewise.gateway.request.Effects.none(query.country()));

    Verdict decide(PolicyQuery query);
}
