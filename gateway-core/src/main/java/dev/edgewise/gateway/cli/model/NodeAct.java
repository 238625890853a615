package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An act of a running node on one of its models. */
abstract class NodeAct implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The name that callers use.")
    private String name = "";

    @Mixin
    private AdminOptions admin = new AdminOptions();

    /** What the admin plane's path ends in. */
    abstract String act();

    /** What the admin plane is told besides. */
    ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Integer call() {
        String path = "/admin/v1/models/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20") + "/" + act();
        return Output.print(spec, admin.client().post(path, body()), admin.json(), NodeAct::told);
    }

    private static void told(JsonNode answer, PrintWriter out) {
        out.println(
                answer.has("done")
                        ? answer.path("done").asText()
                        : answer.path("name").asText()
                                + stands(answer.path("state").asText())
                                + (answer.path("pinned").asBoolean()
                                        ? ", pinned: nothing but a word takes it out"
                                        : ""));
    }

    private static String stands(String state) {
        return switch (state) {
            case "warm" -> " is in memory";
            case "loading" -> " is still being loaded";
            case "draining" -> " leaves memory when what it works on is done";
            case "pulled" -> " is not in memory; the next request loads it";
            case "absent" -> " is still to be pulled";
            default -> " is as it was";
        };
    }

    /** {@code model load}. */
    @Command(
            name = "load",
            description = "Brings a model into the memory of a running node, as its files are now.",
            mixinStandardHelpOptions = true)
    static final class Load extends NodeAct {
        @Option(
                names = "--keep-alive",
                paramLabel = "TIME",
                description =
                        "How long it stays from now on when nobody uses it: 10m, 0, -1 for ever, or 'configured'.")
        private @Nullable String keepAlive;

        @Override
        String act() {
            return "load";
        }

        @Override
        ObjectNode body() {
            return keepAlive == null ? super.body() : super.body().put("keep_alive", keepAlive);
        }
    }

    /** {@code model unload}. */
    @Command(
            name = "unload",
            description = "Takes a model out of the memory of a running node.",
            mixinStandardHelpOptions = true)
    static final class Unload extends NodeAct {
        @Override
        String act() {
            return "unload";
        }
    }

    /** {@code model pin}. */
    @Command(
            name = "pin",
            description =
                    "Keeps a model in the memory of a running node whatever others want, loading it when need be.",
            mixinStandardHelpOptions = true)
    static final class Pin extends NodeAct {
        @Override
        String act() {
            return "pin";
        }
    }

    /** {@code model unpin}. */
    @Command(
            name = "unpin",
            description = "Lets a pinned model go when its time is over or others need the room.",
            mixinStandardHelpOptions = true)
    static final class Unpin extends NodeAct {
        @Override
        String act() {
            return "unpin";
        }
    }

    /** {@code model promote}. */
    @Command(
            name = "promote",
            description =
                    "Puts a model's canary in its place, once it answers the samples nearly as the active version.",
            mixinStandardHelpOptions = true)
    static final class Promote extends NodeAct {
        @Option(names = "--force", description = "Without comparing the two.")
        private boolean force;

        @Override
        String act() {
            return "promote";
        }

        @Override
        ObjectNode body() {
            return super.body().put("force", force);
        }
    }

    /** {@code model rollback}. */
    @Command(
            name = "rollback",
            description = "Takes a promotion back, or a canary's share of the requests away.",
            mixinStandardHelpOptions = true)
    static final class Rollback extends NodeAct {
        @Override
        String act() {
            return "rollback";
        }
    }
}
