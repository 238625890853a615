package dev.edgewise.gateway.node;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.DirectiveParser;
import dev.edgewise.cache.directive.Directives;
import dev.edgewise.gateway.admin.ExplainControl;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.lookup.ModerationModel;
import dev.edgewise.gateway.policy.Governance;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Governed;
import dev.edgewise.gateway.request.Identified;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.RequestHeaders;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.request.TraceContext;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.semantic.Meanings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks the parts of a running node, in the order of the phases, what they would do with a request. It counts for nothing: no limit,
 * no figure and no stored answer changes. Any thread; it waits for the embedder.
 */
final class LiveExplainer implements ExplainControl {
    private static final Duration TIME_MAX = Duration.ofSeconds(20);

    private final Supplier<Rules> rules;
    private final Lookup lookup;
    private final Caches caches;
    private final Meanings meanings;
    private final NodeClock clock;

    /** @param lookup for its use alone */
    LiveExplainer(Supplier<Rules> rules, Lookup lookup, Caches caches, Meanings meanings, NodeClock clock) {
        this.rules = rules;
        this.lookup = lookup;
        this.caches = caches;
        this.meanings = meanings;
        this.clock = clock;
    }

    @Override
    public Told explain(Asked asked) throws InterruptedException {
        Rules now = rules.get();
        Tenant tenant = now.tenants().isOpen() && asked.tenant() == null
                ? Tenant.ANONYMOUS
                : asked.tenant() == null
                        ? null
                        : now.tenants().named(asked.tenant()).orElse(null);
        if (tenant == null) {
            return new Told.Wrong("Name in \"tenant\" one that the node's configuration has.");
        }
        Api api = Api.at(asked.path());
        if (api == Api.NONE || api == Api.MODELS || api == Api.TENSORS) {
            return new Told.Wrong("'path' is one of /v1/chat/completions, /v1/completions, /v1/embeddings.");
        }
        var identified = new Identified(arrival(api, asked), tenant);
        CacheDirectives directives;
        switch (DirectiveParser.parse(identified.arrival().headers()::all)) {
            case Directives.BadHeader bad -> {
                return new Told.Before("refused", bad.message());
            }
            case Directives.Parsed parsed -> directives = parsed.directives();
        }
        String country = asked.country() == null
                ? now.countries()
                        .of(identified.arrival().peer(), identified.arrival().headers())
                : asked.country();
        return switch (Governance.govern(
                now.policy(), country, identified, ModerationModel.named(api, now.view(tenant), asked.body()))) {
            case Governance.Outcome.Denied denied ->
                new Told.Before("refused", denied.refusal().message());
            case Governance.Outcome.Preset preset -> new Told.Before("policy", preset.rules());
            case Governance.Outcome.Allowed allowed -> lookedFor(now, allowed.governed(), directives);
        };
    }

    private Told lookedFor(Rules now, Governed governed, CacheDirectives directives) throws InterruptedException {
        return switch (lookup.asked(
                now,
                governed,
                new Lookup.Raw.Unread(directives, null, 0, caches.varying().known()))) {
            case Lookup.Asked.Refused refused ->
                new Told.Before("refused", refused.refusal().message());
            case Lookup.Asked.Pinned pinned ->
                new Told.Before("pinned", pinned.answer().id());
            case Lookup.Asked.Worded worded -> told(now, worded.keyed(), true);
            case Lookup.Asked.Plain plain -> told(now, plain.keyed(), false);
        };
    }

    private Told told(Rules now, Keyed keyed, boolean pinned) throws InterruptedException {
        Keyed.Keys keys = keyed.keys();
        int items = lookup.itemsStored(keyed);
        Keyed.Batch batch = keys == null ? null : keys.batch();
        int asked = batch == null ? 0 : batch.keys().size();
        boolean whole = keys != null && caches.answers().peek(keys.canonical()) != null;
        return new Told.Looked(
                keyed.alias().name(),
                keys == null || batch != null && !whole ? "" : keys.canonical().hex(),
                keyed.notKept().sentence(),
                keys != null && keyed.directives().mayRead() && (whole || items == asked),
                batch == null ? "" : items + "/" + asked,
                meanings.explain(now, keyed, pinned));
    }

    private Arrival arrival(Api api, Asked asked) {
        return new Arrival(
                api,
                "POST",
                asked.path(),
                "",
                new Given(asked.headers()),
                "127.0.0.1",
                "explain",
                TraceContext.continuing(null, RandomGenerator.getDefault()),
                clock.nowNanos() + TIME_MAX.toNanos());
    }

    /** Header lines as they were told. */
    private record Given(Map<String, String> lines) implements RequestHeaders {
        @Override
        public @Nullable String get(CharSequence name) {
            List<String> all = all(name);
            return all.isEmpty() ? null : all.getFirst();
        }

        @Override
        public List<String> all(CharSequence name) {
            return lines.entrySet().stream()
                    .filter(line -> line.getKey().equalsIgnoreCase(name.toString()))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        @Override
        public void forEach(BiConsumer<String, String> line) {
            lines.forEach(line);
        }
    }
}
