package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.gateway.config.unit.Parsed;
import dev.edgewise.gateway.config.unit.Secret;
import dev.edgewise.inference.store.folder.Exports;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where models may be pulled from, and which are taken.
 *
 * @param endpoint the hub
 * @param token shown to the hub alone; null: none
 * @param mirrors further hubs, asked when the first does not answer
 * @param allow repositories that may be pulled
 * @param redirects origins with private addresses that a hub may send the node to
 * @param maven a Maven repository; null: none
 * @param exports which ONNX file to take of several, the most wanted first
 * @param keys public keys of which one must have signed a model; empty: no signature is asked for
 * @param pull whether a running node pulls what the configuration names and its store has not
 */
public record HubConfig(
        URI endpoint,
        @Nullable Secret token,
        List<URI> mirrors,
        List<String> allow,
        List<URI> redirects,
        @Nullable URI maven,
        List<String> exports,
        List<String> keys,
        boolean pull) {

    private static final int ITEMS_MAX = 100;

    private static final Setting<URI> ENDPOINT =
            Setting.of("endpoint", Urls.URL, "The hub that hf: means.").byDefault("https://huggingface.co");
    private static final Setting<Secret> TOKEN = Setting.of(
                    "token", Scalars.secret(), "Shown to the hub, and to no server that it sends us to; absent: none.")
            .optional();
    private static final Setting<List<URI>> MIRRORS = Setting.of(
                    "mirrors",
                    new ListOf<>(Urls.URL, 0, ITEMS_MAX),
                    "Further hubs, asked in this order when the first does not answer; they see no token.")
            .byDefault("[]");
    private static final Setting<List<String>> ALLOW = Setting.of(
                    "allow",
                    new ListOf<>(
                            Scalars.text(
                                    "a repository such as OWNER/NAME, with '*' for any text",
                                    "[A-Za-z0-9_.*/-]{1,200}"),
                            0,
                            ITEMS_MAX),
                    "Repositories that may be pulled, as OWNER/NAME with '*' for any text.")
            .byDefault("['*']");
    private static final Setting<List<URI>> REDIRECTS = Setting.of(
                    "redirects",
                    new ListOf<>(Urls.URL, 0, ITEMS_MAX),
                    "Servers that a hub may send the node to although their address is private.")
            .byDefault("[]");
    private static final Setting<URI> MAVEN = Setting.of(
                    "maven",
                    Scalars.placed(
                            "an address such as https://repo.maven.apache.org/maven2, or a folder",
                            (text, folder) -> text.contains("://")
                                    ? Urls.parse(text)
                                    : Parsed.ok(folder.resolve(text).normalize().toUri()),
                            URI::toString),
                    "The Maven repository that maven: means, by address or folder; absent: none.")
            .optional();
    private static final Setting<List<String>> EXPORTS = Setting.of(
                    "exports",
                    new ListOf<>(Scalars.text("a file name without .onnx", "[A-Za-z0-9_.-]{1,100}"), 1, ITEMS_MAX),
                    "Which ONNX file to take of several, the most wanted first, without .onnx.")
            .byDefault("[" + String.join(", ", Exports.DEFAULT.order()) + "]");
    private static final Setting<List<String>> KEYS = Setting.of(
                    "keys",
                    new ListOf<>(
                            Scalars.text(
                                    "an Ed25519 public key: what 'openssl pkey -pubout' writes between its dashes",
                                    "MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}="),
                            0,
                            ITEMS_MAX),
                    "Ed25519 public keys; where there is one, only models signed by one of them are taken.")
            .byDefault("[]");

    private static final Setting<Boolean> PULL = Setting.of(
                    "pull",
                    Scalars.bool(),
                    "Whether a node pulls models that the configuration names by hf: or maven: and its store has not,"
                            + " while it serves; false: they must be there before.")
            .byDefault("true");

    static final Group<HubConfig> GROUP = Group.of(
            "Where models may be pulled from, and which are taken.",
            values -> new HubConfig(
                    values.get(ENDPOINT),
                    values.find(TOKEN),
                    values.get(MIRRORS),
                    values.get(ALLOW),
                    values.get(REDIRECTS),
                    values.find(MAVEN),
                    values.get(EXPORTS),
                    values.get(KEYS),
                    values.get(PULL)),
            ENDPOINT,
            TOKEN,
            MIRRORS,
            ALLOW,
            REDIRECTS,
            MAVEN,
            EXPORTS,
            KEYS,
            PULL);
}
