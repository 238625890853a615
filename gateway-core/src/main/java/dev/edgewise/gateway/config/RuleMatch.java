package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Setting;
import java.util.List;

/**
 * Which requests a rule is for: every list that is not empty must hold the request's own value.
 *
 * @param country codes, {@code unknown} for callers whose country is not known
 * @param tenant tenant ids
 * @param model model names
 */
public record RuleMatch(List<String> country, List<String> tenant, List<String> model) {

    private static final Setting<List<String>> COUNTRY = Setting.of(
                    "country",
                    new ListOf<>(Names.COUNTRY, 0, Names.COUNTRIES_MAX),
                    "Countries of the caller (ISO 3166), unknown where it is not known; absent: all.")
            .byDefault("[]");
    private static final Setting<List<String>> TENANT = Setting.of(
                    "tenant", new ListOf<>(Names.TENANT, 0, Names.TENANTS_MAX), "Ids of tenants; absent: all.")
            .byDefault("[]");
    private static final Setting<List<String>> MODEL = Setting.of(
                    "model", new ListOf<>(Names.MODEL, 0, Names.MODELS_MAX), "Names of models; absent: all.")
            .byDefault("[]");

    static final Group<RuleMatch> GROUP = Group.of(
            "Which requests the rule is for; a key that is absent matches all.",
            values -> new RuleMatch(values.get(COUNTRY), values.get(TENANT), values.get(MODEL)),
            COUNTRY,
            TENANT,
            MODEL);
}
