package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Parsed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version that answers part of the requests.
 *
 * @param model as {@link LocalConfig#model()}
 * @param sharePercent of the requests
 * @param agreementPercent how far it must agree with the active version before it takes over
 */
public record CanaryConfig(String model, int sharePercent, int agreementPercent) {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s?%");
    private static final String EXPECTED = "a whole number of percent from 0% to 100%, such as 5%";

    private static final Setting<String> MODEL =
            Setting.of("model", Names.LOCAL_MODEL, "The version that is tried, as in 'local'.");
    private static final Setting<Integer> SHARE = Setting.of(
                    "share", percent(), "How much of the requests it answers. Its answers are not kept in the cache.")
            .byDefault("5%");
    private static final Setting<Integer> AGREEMENT = Setting.of(
                    "agreement",
                    percent(),
                    "How far it must agree with the active version on the model's samples before it may take over: the"
                            + " mean of cosines, same labels, or common beginnings of texts.")
            .byDefault("95%");

    static final Group<CanaryConfig> GROUP = Group.of(
            "A version that answers part of the requests, until it is promoted or rolled back.",
            values -> new CanaryConfig(values.get(MODEL), values.get(SHARE), values.get(AGREEMENT)),
            MODEL,
            SHARE,
            AGREEMENT);

    private static Scalar<Integer> percent() {
        return Scalars.parsed(
                EXPECTED,
                text -> {
                    Matcher matcher = PERCENT.matcher(text);
                    int value = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
                    return value >= 0 && value <= 100 ? Parsed.ok(value) : Parsed.bad(EXPECTED);
                },
                value -> value + "%");
    }
}
