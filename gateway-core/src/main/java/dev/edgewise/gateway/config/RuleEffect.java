package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does; at least one of the three.
 *
 * @param deny refuses; null: does not
 * @param answer answers in place of a model; null: does not
 * @param residency regions whose endpoints may see the request; empty: all
 */
public record RuleEffect(
        @Nullable DenyEffect deny, @Nullable String answer, List<String> residency) {

    private static final Setting<DenyEffect> DENY =
            Setting.of("deny", DenyEffect.GROUP, "Refuses the request.").optional();
    private static final Setting<String> ANSWER = Setting.of(
                    "answer", Names.SENTENCE, "Answers a chat or completion with this text in place of a model.")
            .optional();
    private static final Setting<List<String>> RESIDENCY = Setting.of(
                    "residency",
                    new ListOf<>(Names.REGION, 0, Names.COUNTRIES_MAX),
                    "Only endpoints in these regions may see the request; absent: all.")
            .byDefault("[]");

    static final Group<RuleEffect> GROUP = Group.of(
            "What the rule does: deny, answer or residency.",
            values -> new RuleEffect(values.find(DENY), values.find(ANSWER), values.get(RESIDENCY)),
            DENY,
            ANSWER,
            RESIDENCY);
}
