package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Reading;
import dev.edgewise.gateway.config.source.Texts;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.inference.store.ModelReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold between settings. It runs on whatever could be read, so it skips what is broken already. */
final class Checks {

    private final NodeConfig config;
    private final Reading reading;
    private final KnownModels localModels;
    private final Set<String> models;

    Checks(NodeConfig config, Reading reading, KnownModels localModels) {
        this.config = config;
        this.reading = reading;
        this.localModels = localModels;
        this.models =
                config.models().stream().map(ModelConfig::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    void run() {
        new ListenChecks(config, this).run();
        models();
        tenants();
        clusters();
        routes();
        rules();
        cache();
        geo();
    }

    private void models() {
        unique("models", config.models().stream().map(ModelConfig::name).toList(), ".name", "model name");
        for (int i = 0; i < config.models().size(); i++) {
            ModelConfig model = config.models().get(i);
            String path = Texts.item("models", i);
            LocalConfig local = model.local();
            CentralConfig central = model.central();
            if (local == null && central == null && sound(path)) {
                error(
                        path,
                        "expected 'local', 'central' or both: the model " + Texts.quote(model.name())
                                + " is served nowhere");
            }
            if (local != null) {
                local(path + ".local.model", local.model(), central == null ? Use.NEEDED : Use.BEFORE_CENTRE);
                CanaryConfig canary = local.canary();
                if (canary != null) {
                    local(path + ".local.canary.model", canary.model(), Use.BESIDE);
                }
                ShadowConfig shadow = local.shadow();
                if (shadow != null) {
                    local(path + ".local.shadow.model", shadow.model(), Use.BESIDE);
                }
            }
            if (central != null && sound("clusters")) {
                known(
                        path + ".central.cluster",
                        central.cluster(),
                        config.clusters().keySet(),
                        "cluster",
                        "clusters");
            }
        }
    }

    /** What a node does without the model: it does not start, asks the centre, or leaves a version out. */
    private enum Use {
        NEEDED,
        BEFORE_CENTRE,
        BESIDE
    }

    private void opened(String path, String model, Use use) {
        String fault = localModels.fault(config, model).orElse(null);
        if (fault == null) {
            return;
        }
        if (config.inference().hub().pull()) {
            String awaited = localModels
                    .awaited(config, model)
                    .map(ModelReference::toString)
                    .orElse(null);
            if (awaited != null) {
                warnAwaited(path, awaited);
                return;
            }
        }
        switch (use) {
            case NEEDED -> error(path, Texts.quote(model) + " cannot be served: " + fault);
            case BEFORE_CENTRE -> warning(path, Texts.quote(model) + " is left to the centre: " + fault);
            case BESIDE -> warning(path, Texts.quote(model) + " is left out: " + fault);
        }
    }

    private void local(String path, String model, Use use) {
        if (localModels.has(config, model)) {
            opened(path, model, use);
            return;
        }
        if (!ModelReference.isReference(model)) {
            known(path, model, localModels.names(config), "model on this node", "models on this node");
        } else if (!sound(path)) {
            return;
        } else if (!model.startsWith("file:") && config.inference().hub().pull()) {
            warnAwaited(path, model);
        } else {
            error(
                    path,
                    model.startsWith("file:")
                            ? "there is no folder "
                                    + Texts.quote(
                                            model.substring("file:".length()).replaceAll("#.*", ""))
                            : Texts.quote(model) + " is not in the model store; pull it with 'edgewise model pull "
                                    + model + "'");
        }
    }

    private void warnAwaited(String path, String model) {
        warning(
                path,
                Texts.quote(model) + " is not in the model store; a node pulls it while it serves, or do it now with"
                        + " 'edgewise model pull " + model + "'");
    }

    private void tenants() {
        unique("tenants", config.tenants().stream().map(TenantConfig::id).toList(), ".id", "tenant id");
        Map<KeyHash, String> owners = new HashMap<>();
        for (int i = 0; i < config.tenants().size(); i++) {
            TenantConfig tenant = config.tenants().get(i);
            String path = Texts.item("tenants", i);
            knownModels(path + ".models", tenant.models());
            if (tenant.userHeader() != null && tenant.cacheScope() != CacheScope.USER) {
                warning(path + ".user_header", "counts with 'cache_scope: user' only");
            }
            for (int k = 0; k < tenant.keys().size(); k++) {
                String owner = owners.putIfAbsent(tenant.keys().get(k), tenant.id());
                if (owner != null) {
                    error(
                            Texts.item(path + ".keys", k),
                            "expected a key of its own; the tenant " + Texts.quote(owner) + " has the same");
                }
            }
        }
    }

    private void clusters() {
        config.clusters().forEach((name, cluster) -> {
            String path = Texts.key("clusters", name);
            List<String> urls = cluster.endpoints().stream()
                    .map(endpoint -> endpoint.url().toString())
                    .toList();
            unique(path + ".endpoints", urls, ".url", "endpoint");
            if (cluster.health().timeout().compareTo(cluster.health().interval()) > 0) {
                error(path + ".health.timeout", "expected a timeout not longer than the interval of the probes");
            }
            PriceConfig price = cluster.price();
            if (price != null && !price.input().currency().equals(price.output().currency())) {
                error(
                        path + ".price.output",
                        "expected the currency of the input price, "
                                + price.input().currency());
            }
            if (cluster.apiKey() != null && cluster.endpoints().stream().anyMatch(Checks::inTheClear)) {
                warning(path + ".api_key", "goes over the network in clear text; use https");
            }
        });
    }

    private static boolean inTheClear(EndpointConfig endpoint) {
        return !endpoint.tls() && !Hosts.isLoopback(endpoint.host());
    }

    private void routes() {
        for (int i = 0; i < config.routes().size(); i++) {
            knownModels(
                    Texts.item("routes", i) + ".match.model",
                    config.routes().get(i).match().model());
        }
    }

    private void rules() {
        unique("rules", config.rules().stream().map(RuleConfig::id).toList(), ".id", "rule id");
        Set<String> tenants = config.tenants().stream().map(TenantConfig::id).collect(Collectors.toSet());
        Set<String> regions = new TreeSet<>();
        config.clusters()
                .values()
                .forEach(cluster -> cluster.endpoints().forEach(endpoint -> {
                    if (endpoint.region() != null) {
                        regions.add(endpoint.region());
                    }
                }));
        for (int i = 0; i < config.rules().size(); i++) {
            rule(config.rules().get(i), Texts.item("rules", i), tenants, regions);
        }
    }

    private void rule(RuleConfig rule, String path, Set<String> tenants, Set<String> regions) {
        RuleEffect effect = rule.effect();
        if (effect.deny() == null
                && effect.answer() == null
                && effect.residency().isEmpty()
                && sound(path)) {
            error(path + ".effect", "expected deny, answer or residency");
        }
        knownModels(path + ".match.model", rule.match().model());
        if (sound("tenants")) {
            all(path + ".match.tenant", rule.match().tenant(), tenants, "tenant", "tenants");
        }
        for (String region : effect.residency()) {
            if (!regions.contains(region) && sound("clusters")) {
                warning(
                        path + ".effect.residency",
                        "no endpoint of any cluster stands in " + Texts.quote(region)
                                + ": these requests are answered on the node or not at all");
            }
        }
        boolean byCountry = rule.match().country().stream().anyMatch(country -> !country.equals("unknown"));
        if (byCountry && config.geo().trust().isEmpty() && sound("geo")) {
            warning(path + ".match.country", "without geo.trust no caller's country is known, so this never matches");
        }
    }

    private void cache() {
        CacheConfig cache = config.cache();
        if (cache.maxAge().min().compareTo(cache.maxAge().max()) > 0) {
            error("cache.max_age.min", "expected a time not longer than cache.max_age.max");
        }
        if (cache.memoryBytesMax() > 0 && cache.entryBytesMax() > cache.memoryBytesMax()) {
            error("cache.entry_max", "expected a size not larger than cache.memory");
        }
        Long disk = cache.diskBytesMax();
        if (disk != null && disk > 0 && disk < CacheConfig.DISK_BYTES_MIN) {
            error("cache.disk", "expected 0B or a size of 16MB or more");
        }
        SemanticConfig semantic = cache.semantic();
        if (semantic != null) {
            localModel("cache.semantic.embedder", semantic.embedder());
            String verifier = semantic.verifier().model();
            if (verifier != null) {
                localModel("cache.semantic.verifier.model", verifier);
            }
        }
    }

    /** A name that must stand above, with a model on this node behind it. */
    private void localModel(String path, String name) {
        if (!sound("models")) {
            return;
        }
        known(path, name, models, "model", "models");
        boolean central =
                config.models().stream().anyMatch(model -> model.name().equals(name) && model.local() == null);
        if (central) {
            error(path, "expected a model with 'local': " + Texts.quote(name) + " is served at the centre only");
        }
    }

    private void geo() {
        for (int i = 0; i < config.geo().trust().size(); i++) {
            TrustConfig trust = config.geo().trust().get(i);
            if (trust.peers().stream().anyMatch(peer -> peer.toString().endsWith("/0"))) {
                String path = Texts.item("geo.trust", i) + ".peers";
                warning(path, "believes everyone, so callers choose their country themselves");
            }
        }
    }

    private void knownModels(String path, List<String> names) {
        if (sound("models")) {
            List<String> named = new ArrayList<>(names);
            named.replaceAll(name ->
                    name.equals(TenantConfig.ALL_MODELS) ? models.iterator().next() : name);
            all(path, named, models, "model", "models");
        }
    }

    private void all(String path, List<String> names, Collection<String> known, String one, String many) {
        for (int i = 0; i < names.size(); i++) {
            known(Texts.item(path, i), names.get(i), known, one, many);
        }
    }

    private void known(String path, String name, Collection<String> known, String one, String many) {
        if (!known.contains(name) && sound(path)) {
            String there = known.isEmpty() ? "there are none" : many + ": " + String.join(", ", new TreeSet<>(known));
            error(path, "no " + one + " is named " + Texts.quote(name) + Texts.didYouMean(name, known) + "; " + there);
        }
    }

    private void unique(String path, List<String> names, String key, String what) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i)) && sound(path)) {
                error(
                        Texts.item(path, i) + key,
                        "expected a " + what + " of its own; " + Texts.quote(names.get(i)) + " stands above already");
            }
        }
    }

    /** Whether nothing at or below the setting is broken already. */
    boolean sound(String path) {
        return !reading.problems().anyErrorUnder(path);
    }

    void error(String path, String message) {
        reading.problems().error(reading.at(path), path, message);
    }

    void warning(String path, String message) {
        reading.problems().warning(reading.at(path), path, message);
    }
}
