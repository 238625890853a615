package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Price;

/**
 * What a cluster charges.
 *
 * @param input tokens of the request
 * @param output tokens of the answer
 */
public record PriceConfig(Price input, Price output) {

    /**
     * What an answer costs.
     *
     * @return nano-units of the currency of both prices
     */
    public long costNanos(long promptTokens, long completionTokens) {
        return input.costNanos(promptTokens) + output.costNanos(completionTokens);
    }

    private static final Setting<Price> INPUT = Setting.of("input", Scalars.price(), "Price of tokens in the request.");
    private static final Setting<Price> OUTPUT =
            Setting.of("output", Scalars.price(), "Price of tokens in the answer.");

    static final Group<PriceConfig> GROUP = Group.of(
            "What the cluster charges.",
            values -> new PriceConfig(values.get(INPUT), values.get(OUTPUT)),
            INPUT,
            OUTPUT);
}
