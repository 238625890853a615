package dev.edgewise.cache.fleet;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonReader;
import dev.edgewise.cache.json.JsonWriter;
import dev.edgewise.cache.shared.TargetText;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeTarget;
import org.jspecify.annotations.Nullable;

/** Events as JSON that nodes of different versions understand. Pure. */
public final class FleetEvents {
    /** The largest event, in bytes. */
    public static final int BYTES_MAX = 512 * 1024;

    private static final JsonReader JSON = new JsonReader(BYTES_MAX);

    private FleetEvents() {}

    /**
     * An event and who told it.
     *
     * @param sender drawn anew at each start of a node
     */
    public record Told(FleetEvent event, String sender) {}

    public static byte[] write(FleetEvent event, String sender) {
        Json.Obj json = new Json.Obj().with("sender", new Json.Text(sender));
        return JsonWriter.bytes(
                switch (event) {
                    case FleetEvent.Purged(Purge purge) ->
                        json.with("kind", new Json.Text(purge.soft() ? "soften" : "purge"))
                                .with("target", new Json.Text(TargetText.write(purge.target())));
                    case FleetEvent.Pinned(String name, String yaml) ->
                        json.with("kind", new Json.Text("pin"))
                                .with("name", new Json.Text(name))
                                .with("yaml", new Json.Text(yaml));
                    case FleetEvent.Unpinned(String name) ->
                        json.with("kind", new Json.Text("unpin")).with("name", new Json.Text(name));
                });
    }

    /** The event, or null when it is none that this version knows. */
    public static @Nullable Told read(byte[] bytes) {
        if (!(JSON.read(bytes, 0, bytes.length) instanceof Json.Obj json)
                || !(json.get("sender") instanceof Json.Text(String sender))
                || !(json.get("kind") instanceof Json.Text(String kind))) {
            return null;
        }
        FleetEvent event = switch (kind) {
            case "purge", "soften" -> purge(json, kind.equals("soften"));
            case "pin" ->
                json.get("name") instanceof Json.Text(String name) && json.get("yaml") instanceof Json.Text(String yaml)
                        ? new FleetEvent.Pinned(name, yaml)
                        : null;
            case "unpin" -> json.get("name") instanceof Json.Text(String name) ? new FleetEvent.Unpinned(name) : null;
            default -> null;
        };
        return event == null ? null : new Told(event, sender);
    }

    private static @Nullable FleetEvent purge(Json.Obj json, boolean soft) {
        if (!(json.get("target") instanceof Json.Text(String text))) {
            return null;
        }
        PurgeTarget target = TargetText.read(text);
        // What a later version purges by is not known here: then everything goes.
        return new FleetEvent.Purged(
                new Purge(target == null ? new PurgeTarget.All() : target, soft && target != null));
    }
}
