package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Kind;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.inference.provider.Provider;
import java.util.List;

/** Execution providers in the order in which they are wanted. */
final class ProviderNames {
    static final Kind<List<Provider>> LIST = new ListOf<>(Scalars.choice(Provider.class), 1, Provider.values().length);

    private ProviderNames() {}
}
