package dev.edgewise.gateway.admin;

import dev.edgewise.cache.pinned.PinnedAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /admin/v1/cache/pinned}: answers that the operator wrote. */
public final class PinnedResource {
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.ya?ml");

    private final PinControl pins;
    private final Audit audit;

    private PinnedResource(PinControl pins, Audit audit) {
        this.pins = pins;
        this.audit = audit;
    }

    /** Its routes. */
    public static List<Route> routes(PinControl pins, Audit audit) {
        var resource = new PinnedResource(pins, audit);
        return List.of(
                Route.get("/admin/v1/cache/pinned", resource::list),
                Route.post("/admin/v1/cache/pin", resource::pin),
                Route.post("/admin/v1/cache/unpin", resource::unpin));
    }

    private AdminReply list(AdminRequest request) {
        return AdminReply.ok(new Doc()
                .objects("pinned", pins.answers().all().stream().map(PinnedResource::show))
                .texts("set_aside", pins.setAside())
                .json());
    }

    private static Doc show(PinnedAnswer answer) {
        var doc = new Doc()
                .text("id", answer.id())
                .texts("questions", answer.questions())
                .texts("regions", answer.regions().stream().sorted().toList())
                .texts("tenants", answer.tenants().stream().sorted().toList())
                .texts("models", answer.models().stream().sorted().toList())
                .texts("languages", answer.languages().stream().sorted().toList())
                .text("match", answer.byMeaning() == null ? "exact" : "semantic");
        if (answer.byMeaning() != null && answer.byMeaning().similarityMin().isPresent()) {
            doc.ratio("min_similarity", answer.byMeaning().similarityMin().getAsDouble());
        }
        if (answer.fromEpochMs() != Long.MIN_VALUE) {
            doc.text("from", Instant.ofEpochMilli(answer.fromEpochMs()).toString());
        }
        if (answer.untilEpochMs() != Long.MAX_VALUE) {
            doc.text("to", Instant.ofEpochMilli(answer.untilEpochMs()).toString());
        }
        return doc;
    }

    private AdminReply pin(AdminRequest request) {
        JsonBody body = JsonBody.of(request, Set.of("name", "yaml"));
        String name = name(body);
        String yaml = body.text("yaml");
        if (yaml == null) {
            throw new BadRequestException("Say in \"yaml\" what the file holds.");
        }
        List<String> wrong = pins.pin(name, yaml);
        if (!wrong.isEmpty()) {
            throw new BadRequestException(String.join("\n", wrong));
        }
        int count = pins.answers().all().size();
        audit.record(request.caller(), "cache.pin", name, count + " answers pinned in all");
        return AdminReply.ok(new Doc().number("pinned", count).json());
    }

    private AdminReply unpin(AdminRequest request) {
        String name = name(JsonBody.of(request, Set.of("name")));
        if (!pins.unpin(name)) {
            return AdminReply.problem(
                    404,
                    "Not found",
                    "No file '" + name + "' was pinned on this node; files that cache.pinned names are changed there.");
        }
        int count = pins.answers().all().size();
        audit.record(request.caller(), "cache.unpin", name, count + " answers pinned in all");
        return AdminReply.ok(new Doc().number("pinned", count).json());
    }

    private static String name(JsonBody body) {
        String name = body.text("name");
        if (name == null || !FILE.matcher(name).matches()) {
            throw new BadRequestException(
                    "'name' must be a file's name of letters, digits, '.', '_' and '-' that ends with .yaml.");
        }
        return name;
    }
}
