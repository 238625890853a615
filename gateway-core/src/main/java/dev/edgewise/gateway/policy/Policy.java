package dev.edgewise.gateway.policy;

/**
 * What an operator lets hold for a caller. The rule language comes behind this one method.
 *
 * <p>Threads: any, event loops too; answers without waiting, and without I/O.
 */
@FunctionalInterface
public interface Policy {
    /** Everything is allowed and nothing is altered. */
    Policy NONE = query -> new Verdict.Allow(dev.edgewise.gateway.request.Effects.none(query.country()));

    Verdict decide(PolicyQuery query);

    /** Whether a request's body may have to be read for its verdict, which takes long for a large one. */
    default boolean readsBodies() {
        return false;
    }
}
