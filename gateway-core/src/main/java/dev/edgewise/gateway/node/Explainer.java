package dev.edgewise.gateway.node;

import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.semantic.ask.Asked;
import dev.edgewise.cache.semantic.ask.LastTurn;
import dev.edgewise.cache.semantic.language.Languages;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.identity.Identity;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.ModerationModel;
import dev.edgewise.gateway.policy.Governance;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.route.Routing;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.routing.AliasRouter;
import dev.edgewise.routing.LocalReadiness;
import dev.edgewise.routing.RouterSettings;
import dev.edgewise.routing.RuledOut;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Says what a node with this configuration would do with a request, without a network: its cache is empty, its local models
 * are ready and its central endpoints are up. It asks the same parts in the same order as a running node.
 *
 * <p>Threads: one at a time.
 */
public final class Explainer {
    private static final String PERHAPS_PINNED =
            "with pinned answers for other words first: './edgewise cache explain' asks a running node; ";

    private final Rules rules;
    private final Keying keying;
    private final Lookup lookup;
    private final Routing routing;

    public Explainer(NodeConfig config) {
        NodeClock clock = NodeClock.system();
        NodeModels models = NodeModels.of(
                config, new Promotions(ModelFiles.folder(config.store()).resolve(Promotions.FILE)));
        this.rules = new RulesFactory(config).make(config, models, null, null);
        this.routing = new Routing(
                new AliasRouter(RouterSettings.DEFAULT),
                model -> models.absent(model).isPresent() ? LocalReadiness.ABSENT : LocalReadiness.READY);
        this.keying = new Keying(
                new RequestScan(LimitsConfig.BODY_BYTES_CONFIGURABLE), LimitsConfig.BODY_BYTES_CONFIGURABLE, clock);
        this.lookup = new Lookup(
                Caches.of(
                        new ResponseCache(
                                Limits.cache(config.cache()), clock.nanos()::getAsLong, RandomGenerator.getDefault()),
                        new Flights<>(Limits.flights(config.cache()), clock.nanos(), Limits.LEADER_ENDED)),
                keying);
    }

    /** The tenant of that name; empty when the configuration has none. */
    public Optional<Tenant> tenant(String id) {
        return rules.tenants().named(id);
    }

    /** Who sends this, by its key. */
    public Identity.Outcome identify(Arrival arrival) {
        return new Identity().identify(rules.tenants(), arrival);
    }

    /** The country that the node would believe this request to come from. */
    public String country(Arrival arrival) {
        return rules.countries().of(arrival.peer(), arrival.headers());
    }

    /** The decision on a request of a known caller in a country. */
    public Explanation explain(Identified identified, String country, byte[] sent) {
        byte[] body = ModerationModel.named(identified.arrival().api(), rules.view(identified.tenant()), sent);
        return switch (Governance.govern(rules.policy(), country, identified, body)) {
            case Governance.Outcome.Denied denied -> new Explanation.Denied(denied.refusal(), denied.rules());
            case Governance.Outcome.Preset preset -> new Explanation.Preset(preset.text(), preset.rules());
            case Governance.Outcome.Allowed allowed -> lookUp(allowed.governed());
        };
    }

    private Explanation lookUp(Governed governed) {
        return switch (lookup.raw(rules, governed)) {
            case Lookup.Raw.Refused refused -> new Explanation.Refused(refused.refusal());
            case Lookup.Raw.Stored stored -> throw new IllegalStateException("an empty cache had " + stored);
            case Lookup.Raw.Outdated old -> throw new IllegalStateException("an empty cache had " + old);
            case Lookup.Raw.Unread unread -> read(governed, unread);
        };
    }

    private Explanation read(Governed governed, Lookup.Raw.Unread unread) {
        return found(lookup.read(rules, governed, unread), false);
    }

    /** @param worded whether an answer pinned for other words may come first, which only an embedder can tell */
    private Explanation found(Lookup.Read read, boolean worded) {
        return switch (read) {
            case Lookup.Read.Refused refused -> new Explanation.Refused(refused.refusal());
            case Lookup.Read.Stored stored -> throw new IllegalStateException("an empty cache had " + stored);
            case Lookup.Read.Outdated old -> throw new IllegalStateException("an empty cache had " + old);
            case Lookup.Read.Pinned pinned ->
                new Explanation.Preset(
                        pinned.answer().answer(), "pinned: " + pinned.answer().id());
            case Lookup.Read.Worded asked -> found(lookup.find(rules, asked.keyed()), true);
            case Lookup.Read.Together together -> throw new IllegalStateException("an empty cache had " + together);
            case Lookup.Read.Joined joined -> throw new IllegalStateException("nobody else asks: " + joined);
            case Lookup.Read.Miss miss -> {
                try (miss) {
                    yield new Explanation.Routed(
                            miss.keyed(),
                            routing.decide(rules, miss.keyed(), RuledOut.NOTHING),
                            miss.keyed().notKept().sentence(),
                            rules.view(miss.keyed().governed().tenant())
                                    .sharing()
                                    .wire(),
                            (worded ? PERHAPS_PINNED : "") + compared(miss.keyed()));
                }
            }
        };
    }

    private String compared(Keyed keyed) {
        Rules.Comparing comparing = rules.comparing(keyed);
        if (comparing == null) {
            return "no: cache.semantic, the tenant or the request leaves it out";
        }
        return switch (new LastTurn(LimitsConfig.BODY_BYTES_CONFIGURABLE)
                .of(Keying.family(keyed.arrival().api()), keyed.scanned(), comparing.questionCharsMax())) {
            case Asked.NoWords(Asked.Reason reason) -> "no: " + reason.wire();
            case Asked.Words words -> {
                String language = Languages.detect(words.text());
                yield comparing.speaks(language)
                        ? "partition "
                                + keying.frame(rules, keyed, words.frame()).hex() + ", language " + language
                                + ", embedder " + comparing.embedder().value()
                        : "no: " + comparing.embedder().value() + " does not speak " + language;
            }
        };
    }
}
