package dev.edgewise.gateway.node;

import dev.edgewise.gateway.admin.VersionControl;
import dev.edgewise.gateway.config.CanaryConfig;
import dev.edgewise.gateway.config.LocalConfig;
import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.version.GoldenCheck;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Promotes and rolls back versions of local models. Any thread, one change at a time. */
final class VersionSwitch implements VersionControl {
    private final Supplier<NodeConfig> config;
    private final Supplier<NodeModels> models;
    private final Promotions promotions;
    private final GoldenCheck check;
    private final Runnable reload;

    /**
     * A switch.
     *
     * @param models those in force
     * @param engine has all versions
     * @param reload puts what was decided in force
     */
    VersionSwitch(
            Supplier<NodeConfig> config,
            Supplier<NodeModels> models,
            Promotions promotions,
            Engine engine,
            Runnable reload) {
        this.config = config;
        this.models = models;
        this.promotions = promotions;
        this.check = new GoldenCheck(engine);
        this.reload = reload;
    }

    @Override
    public Optional<Shown> versions(String name) {
        Optional<LocalConfig> local = configured(name);
        Optional<NodeModels.Served> served = models.get().served(name);
        if (local.isEmpty() || served.isEmpty()) {
            return Optional.empty();
        }
        NodeModels.Served now = served.get();
        return Optional.of(new Shown(
                now.active().id().value(),
                now.canary().map(canary -> canary.card().id().value()),
                now.canary().map(NodeModels.Canary::sharePercent).orElse(0),
                now.shadow().map(ModelCard::id).map(ModelId::value),
                promotions
                        .of(name, local.get())
                        .map(decision ->
                                decision.name().toLowerCase(Locale.ROOT).replace('_', ' '))));
    }

    @Override
    public synchronized Done promote(String name, boolean force, Call call)
            throws EngineException, InterruptedException {
        LocalConfig local = configured(name).orElseThrow();
        CanaryConfig canary = local.canary();
        if (canary == null) {
            return new Done.Refused(name + " has no canary: name one under models, local.canary");
        }
        if (promotions
                .of(name, local)
                .filter(Promotions.Decision.PROMOTED::equals)
                .isPresent()) {
            return new Done.Ok(canary.model() + " is promoted already");
        }
        NodeModels now = models.get();
        Optional<ModelCard> candidate = now.named(canary.model());
        Optional<ModelCard> active = now.served(name).map(NodeModels.Served::active);
        if (candidate.isEmpty() || active.isEmpty()) {
            return new Done.Refused(canary.model() + " is not on this node or is refused: the log says why");
        }
        String proof = "unchecked";
        if (!force) {
            switch (check.check(active.get(), candidate.get(), canary.agreementPercent(), call)) {
                case GoldenCheck.Verdict.Refused(String why) -> {
                    return new Done.Refused(why);
                }
                case GoldenCheck.Verdict.Passed(int samples, double agreement) ->
                    proof = samples == 0
                            ? "without samples to compare"
                            : String.format(
                                    Locale.ROOT, "agreeing by %.1f %% over %d samples", 100 * agreement, samples);
            }
        }
        promotions.decide(name, local, Promotions.Decision.PROMOTED);
        reload.run();
        return new Done.Ok(canary.model() + " answers in place of " + local.model() + ", " + proof
                + ". Name it in the configuration, or roll it back.");
    }

    @Override
    public synchronized Done rollBack(String name) {
        LocalConfig local = configured(name).orElseThrow();
        CanaryConfig canary = local.canary();
        if (canary == null) {
            return new Done.Refused(name + " has no canary to be rolled back");
        }
        promotions.decide(name, local, Promotions.Decision.ROLLED_BACK);
        reload.run();
        return new Done.Ok(local.model() + " answers all requests, " + canary.model() + " none");
    }

    private Optional<LocalConfig> configured(String name) {
        return config.get().models().stream()
                .filter(model -> model.name().equals(name))
                .map(ModelConfig::local)
                .flatMap(Stream::ofNullable)
                .findFirst();
    }
}
