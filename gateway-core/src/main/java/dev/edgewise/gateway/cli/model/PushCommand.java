package dev.edgewise.gateway.cli.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cli.admin.AdminClient;
import dev.edgewise.gateway.cli.admin.AdminOptions;
import dev.edgewise.gateway.cli.admin.Output;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.store.DiskBudget;
import dev.edgewise.inference.store.folder.Exports;
import dev.edgewise.inference.store.folder.FolderReader;
import dev.edgewise.inference.store.folder.Signatures;
import dev.edgewise.inference.store.pull.ModelParts;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model push}: sends a folder with a model to a running node. */
@Command(
        name = "push",
        description = {
            "Sends a model's folder, such as one you trained, to the store of a running node, which verifies and scans it.",
            "A configuration then names it by local: {model: NAME}. The same name again makes a new version of it."
        },
        mixinStandardHelpOptions = true)
final class PushCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "The model, laid out as on Hugging Face, or a trained head.")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Parameters(paramLabel = "NAME", description = "Its name in the node's store.")
    private String name = "";

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "The ONNX file to send, of several, such as onnx/model_q4.onnx.")
    private @Nullable String export;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        AdminClient client = admin.client();
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false) && !admin.json();
        PullView view = new PullView(err, terminal);
        String path = "/admin/v1/store/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        AdminClient.Told told;
        try {
            Path root = folder.toRealPath();
            try (TarStream tar = new TarStream(root, files(root), view)) {
                told = client.put(path, tar);
            }
        } catch (IOException e) {
            err.println("edgewise: " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
            err.flush();
            return ExitCode.SOFTWARE;
        } finally {
            view.end();
        }
        return Output.print(spec, told, admin.json(), PushCommand::told);
    }

    /** What is sent: the node would leave everything else. */
    private List<String> files(Path root) throws IOException {
        if (Files.isRegularFile(root.resolve(HeadFile.NAME))) {
            HeadFile.read(root);
            return List.of(HeadFile.NAME);
        }
        // The node scans it again; here the reason comes before any byte is sent.
        return ModelParts.of(new FolderReader(Exports.DEFAULT, ScanLimits.DEFAULT, Signatures.NOT_ASKED)
                .read(root, Optional.ofNullable(export)));
    }

    private static void told(JsonNode answer, PrintWriter out) {
        String name = answer.path("name").asText();
        out.println((answer.path("unchanged").asBoolean() ? "the node has " + name + " as it is" : "pushed " + name)
                + " (" + DiskBudget.show(answer.path("bytes").asLong()) + ", "
                + answer.path("export").asText() + ")");
        out.println("Name it in the node's configuration, local: {model: " + name
                + "}; where it is named already, './edgewise model load' with the name that callers use takes it up.");
    }
}
