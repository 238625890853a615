package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Opens a model with the first wanted provider that takes it and computes the same numbers as the processor.
 *
 * @param <M> an opened model
 */
final class ProviderChain<M> {
    private static final System.Logger LOG = System.getLogger(ProviderChain.class.getName());

    /** Characters of a library's words that are kept. */
    private static final int REASON_CHARS_MAX = 400;

    /** Where in its own sources the library found it out, which helps no operator. */
    private static final Pattern PLACE = Pattern.compile("^.*\\[ONNXRuntimeError] : \\d+ : [A-Z_]+ : ");

    private final Opener<M> opener;
    private final SelfTest<M> test;
    private final Consumer<M> closer;

    /** Opens a model. */
    interface Opener<M> {
        M open(Provider provider) throws IOException, OrtException, EngineException;
    }

    /** Runs two openings of a model on the same input. */
    interface SelfTest<M> {
        /** What is wrong with the first one's numbers; empty if they are those of the second, which the processor computes. */
        Optional<String> difference(M opened, M onCpu) throws Exception;
    }

    /** @param closer frees what was opened and is not used */
    ProviderChain(Opener<M> opener, SelfTest<M> test, Consumer<M> closer) {
        this.opener = opener;
        this.test = test;
        this.closer = closer;
    }

    /** Opens it and settles the placement. Fails only if the processor cannot run the model either. */
    M open(String model, Placement placement) throws IOException, OrtException, EngineException {
        List<ProviderChoice.Refusal> refused = new ArrayList<>();
        for (Provider provider : placement.plan().notOffered()) {
            refused.add(new ProviderChoice.Refusal(
                    provider, "the model's manifest prefers it, and this node does not offer it"));
        }
        for (Provider provider : placement.plan().order()) {
            if (!provider.onDevice()) {
                break;
            }
            Optional<M> opened = attempt(provider, refused);
            if (opened.isPresent()) {
                placement.settle(new ProviderChoice(provider, refused));
                return opened.get();
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "model {0} is not computed with {1}: {2}",
                    model,
                    provider.id(),
                    refused.getLast().reason());
        }
        M opened = opener.open(Provider.CPU);
        placement.settle(new ProviderChoice(Provider.CPU, refused));
        return opened;
    }

    private Optional<M> attempt(Provider provider, List<ProviderChoice.Refusal> refused) {
        M opened;
        try {
            opened = opener.open(provider);
        } catch (Exception | LinkageError e) {
            refused.add(new ProviderChoice.Refusal(provider, reason(e)));
            return Optional.empty();
        }
        Optional<String> wrong;
        try {
            wrong = tested(opened);
        } catch (Error noRoom) {
            closer.accept(opened);
            throw noRoom;
        }
        if (wrong.isEmpty()) {
            return Optional.of(opened);
        }
        refused.add(new ProviderChoice.Refusal(provider, "self-test: " + wrong.get()));
        closer.accept(opened);
        return Optional.empty();
    }

    private Optional<String> tested(M opened) {
        try {
            M onCpu = opener.open(Provider.CPU);
            try {
                return test.difference(opened, onCpu);
            } finally {
                closer.accept(onCpu);
            }
        } catch (Exception | LinkageError e) {
            return Optional.of(reason(e));
        }
    }

    private static String reason(Throwable thrown) {
        String line = PLACE.matcher(String.valueOf(thrown.getMessage()).strip().replaceAll("\\s+", " "))
                .replaceFirst("");
        return line.length() <= REASON_CHARS_MAX ? line : line.substring(0, REASON_CHARS_MAX) + "…";
    }
}
