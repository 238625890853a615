package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * One rule of policy. A denial beats an answer; of several answers the first in the file counts; of several residencies all must hold.
 *
 * @param id unique; named in {@code Edge-Policy}
 * @param match which requests
 * @param effect what happens
 */
public record RuleConfig(String id, RuleMatch match, RuleEffect effect) {

    private static final Setting<String> ID = Setting.of("id", Names.TENANT, "Unique name, told in Edge-Policy.");
    private static final Setting<RuleMatch> MATCH = Setting.section("match", RuleMatch.GROUP);
    private static final Setting<RuleEffect> EFFECT =
            Setting.of("effect", RuleEffect.GROUP, "What the rule does: deny, answer or residency.");

    static final Group<RuleConfig> GROUP = Group.of(
            "One rule of policy, in the shape of a rule in a policy file.",
            values -> new RuleConfig(values.get(ID), values.get(MATCH), values.get(EFFECT)),
            ID,
            MATCH,
            EFFECT);
}
