package dev.edgewise.routing;

import dev.edgewise.routing.model.ModelAlias;

/**
 * Everything a decision may depend on. A router reads nothing else, so a decision can be repeated, explained and
 * replayed from this value.
 *
 * @param alias the model asked for, already known to be allowed to the caller
 * @param ask what is asked of it
 * @param wish what the caller prefers, insists on, and until when
 * @param residency the regions the data may be sent to
 * @param local how soon the alias's local model could answer, {@link LocalReadiness#ABSENT} when it has none
 * @param cluster the alias's central cluster, {@link ClusterView#NONE} when it has none
 * @param ruledOut what an earlier attempt at this request showed
 */
public record RouteQuery(
        ModelAlias alias,
        Ask ask,
        Wish wish,
        Residency residency,
        LocalReadiness local,
        ClusterView cluster,
        RuledOut ruledOut) {

    /**
     * The same request after an attempt failed or was not sure enough, for the second and last decision. After
     * {@link RuledOut#LOCAL_UNSURE} an {@link Decision.Unavailable} means that the local answer is the best there is.
     */
    public RouteQuery after(RuledOut outcome) {
        return new RouteQuery(alias, ask, wish, residency, local, cluster, outcome);
    }
}
