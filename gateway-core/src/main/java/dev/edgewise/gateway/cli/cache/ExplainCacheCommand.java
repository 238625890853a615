package dev.edgewise.gateway.cli.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cache explain}: what a running node's cache makes of a request. */
@Command(
        name = "explain",
        description = "Shows what a running node's cache makes of a request, without serving it: where its question is"
                + " compared, which ones are near, what each rule and the verifier say, and what would be sent.",
        mixinStandardHelpOptions = true)
final class ExplainCacheCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Option(names = "--request", paramLabel = "F.json", required = true, description = "The request's body.")
    @SuppressWarnings("NullAway.Init")
    private Path request;

    @Option(names = "--path", description = "Where it is sent to (/v1/chat/completions).")
    private @Nullable String path;

    @Option(names = "--tenant", description = "Who sends it, where the node has tenants.")
    private @Nullable String tenant;

    @Option(names = "--region", paramLabel = "COUNTRY", description = "Where the caller is, such as KR.")
    private @Nullable String region;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "NAME: VALUE",
            description = "A header of the request; repeatable.")
    private List<String> headers = List.of();

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        try {
            body.set("request", JSON.readTree(Files.readAllBytes(request)));
        } catch (JsonProcessingException notJson) {
            return refuse("'" + request + "' is no JSON.");
        } catch (IOException unreadable) {
            return refuse("'" + request + "' cannot be read.");
        }
        put(body, "path", path);
        put(body, "tenant", tenant);
        put(body, "region", region);
        ObjectNode lines = body.putObject("headers");
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                return refuse("'" + header + "' is no header; write 'Name: value'.");
            }
            lines.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        return Output.print(
                spec, admin.client().post("/admin/v1/cache/explain", body), admin.json(), ExplainCacheCommand::table);
    }

    private static void table(JsonNode told, PrintWriter out) {
        for (String name : new String[] {
            "outcome", "why", "model", "key", "items", "not_reused", "not_compared", "detail", "verifier"
        }) {
            if (told.has(name)) {
                out.printf("%-14s%s%n", name, told.path(name).asText());
            }
        }
        told.path("partition")
                .properties()
                .forEach(each ->
                        out.printf("%-14s%s%n", each.getKey(), each.getValue().asText()));
        for (JsonNode pin : told.path("pinned")) {
            out.printf(
                    "pinned %-20s %s -> %s%n",
                    pin.path("id").asText(), figures(pin), pin.path("verdict").asText());
        }
        for (JsonNode match : told.path("compared")) {
            out.printf("stored %-20.12s %s%n", match.path("key").asText(), figures(match));
        }
    }

    private static String figures(JsonNode one) {
        StringBuilder text = new StringBuilder();
        for (String name : new String[] {"similarity", "min_similarity", "guard", "score", "threshold"}) {
            if (one.has(name)) {
                text.append("  ").append(name).append(' ').append(one.path(name).asText());
            }
        }
        return text.toString();
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private int refuse(String sentence) {
        spec.commandLine().getErr().println(sentence);
        return ExitCode.SOFTWARE;
    }
}
