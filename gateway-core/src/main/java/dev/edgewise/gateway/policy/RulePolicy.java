package dev.edgewise.gateway.policy;

import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Effects;
import dev.edgewise.routing.Residency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operator's inline rules: of those that match, a denial beats an answer, of several the first in the file counts,
 * and residencies of all are intersected. Immutable.
 */
public final class RulePolicy implements Policy {
    /**
     * One rule. Empty sets match everything.
     *
     * @param id its name in {@code Edge-Policy}
     * @param countries of the caller; {@code ZZ} for unknown
     * @param deny ends with 403, or null
     * @param answer answers in a model's place, or null
     * @param residency the only regions that may see the request; empty for any
     */
    public record Rule(
            String id,
            Set<String> countries,
            Set<String> tenants,
            Set<String> models,
            @Nullable Denial deny,
            @Nullable String answer,
            Set<String> residency) {}

    /** A refusal as its caller reads it. */
    public record Denial(String code, String message) {}

    private final List<Rule> rules;
    private final boolean readsModels;
    private final boolean answers;
    private final RequestScan scan;

    public RulePolicy(List<Rule> rules, int bodyBytesMax) {
        this.rules = List.copyOf(rules);
        this.readsModels = rules.stream().anyMatch(rule -> !rule.models.isEmpty());
        this.answers = rules.stream().anyMatch(rule -> rule.answer != null);
        this.scan = new RequestScan(bodyBytesMax);
    }

    @Override
    public Verdict decide(PolicyQuery query) {
        String model = readsModels ? model(query) : null;
        List<Rule> fired =
                rules.stream().filter(rule -> matches(rule, query, model)).toList();
        if (fired.isEmpty()) {
            return new Verdict.Allow(Effects.none(query.country()));
        }
        Set<String> regions = null;
        for (Rule rule : fired) {
            if (rule.deny != null) {
                return new Verdict.Deny(rule.deny.code, rule.deny.message, rule.id);
            }
        }
        for (Rule rule : fired) {
            if (rule.answer != null && query.api().writesText()) {
                return new Verdict.Answer(rule.answer, rule.id);
            }
            if (!rule.residency.isEmpty()) {
                regions = regions == null ? rule.residency : both(regions, rule.residency);
            }
        }
        String ids = fired.stream().map(Rule::id).collect(Collectors.joining(", "));
        Residency residency = regions == null ? Residency.ANY : Residency.in(regions);
        return new Verdict.Allow(new Effects(query.country(), residency, 0, ids));
    }

    /** A rule about models needs the name in the body; a rule that answers needs the form asked for. */
    @Override
    public boolean readsBodies() {
        return readsModels || answers;
    }

    private static boolean matches(Rule rule, PolicyQuery query, @Nullable String model) {
        return (rule.countries.isEmpty() || rule.countries.contains(query.country()))
                && (rule.tenants.isEmpty()
                        || rule.tenants.contains(query.tenant().id()))
                && (rule.models.isEmpty() || model != null && rule.models.contains(model));
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        return one.stream().filter(other::contains).collect(Collectors.toUnmodifiableSet());
    }

    private @Nullable String model(PolicyQuery query) {
        if (query.api() == Api.TENSORS) {
            return query.model();
        }
        return scan.scan(query.body()) instanceof Scanned scanned
                        && scanned.model() instanceof FieldValue.Present<String>(String name)
                ? name
                : null;
    }
}
