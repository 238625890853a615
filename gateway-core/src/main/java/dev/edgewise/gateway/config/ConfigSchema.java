package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.schema.Json;
import dev.edgewise.gateway.config.schema.JsonSchema;
import dev.edgewise.gateway.config.schema.Markdown;

/** What a configuration may contain, told to editors and readers. */
public final class ConfigSchema {

    private ConfigSchema() {}

    /** JSON Schema 2020-12 of {@code edgewise.yaml}. */
    public static String json() {
        return Json.write(JsonSchema.of(NodeConfig.GROUP, "edgewise.yaml"));
    }

    /** Tables of all settings. */
    public static String markdown() {
        return Markdown.of(NodeConfig.GROUP);
    }
}
