package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * A refusal.
 *
 * @param code for programs
 * @param message for people
 */
public record DenyEffect(String code, String message) {

    private static final Setting<String> CODE =
            Setting.of("code", Names.CODE, "Code for programs, in the error.").byDefault("denied_by_policy");
    private static final Setting<String> MESSAGE = Setting.of("message", Names.SENTENCE, "What the caller reads.");

    static final Group<DenyEffect> GROUP = Group.of(
            "Refuses the request.", values -> new DenyEffect(values.get(CODE), values.get(MESSAGE)), CODE, MESSAGE);
}
