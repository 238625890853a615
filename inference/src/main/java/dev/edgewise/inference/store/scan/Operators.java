package dev.edgewise.inference.store.scan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** The operators that a model may use. */
final class Operators {
    private static final Set<String> DOMAINS = Set.of("ai.onnx", "com.microsoft", "ai.onnx.ml");
    /** Exporters declare these beside the others, mostly without using them. */
    private static final Set<String> DECLARED_ONLY = Set.of(
            "ai.onnx.training",
            "ai.onnx.preview.training",
            "ai.onnx.preview",
            "com.microsoft.experimental",
            "com.microsoft.nchwc",
            "com.ms.internal.nhwc",
            "org.pytorch.aten",
            "com.microsoft.dml");

    private static final Set<String> ALLOWED = read();

    private Operators() {}

    /** The domain by its full name: the empty one is {@code ai.onnx}. */
    static String domain(String domain) {
        return domain.isEmpty() ? "ai.onnx" : domain;
    }

    static void checkDomain(String domain) throws RefusedModelException {
        if (!DOMAINS.contains(domain(domain)) && !DECLARED_ONLY.contains(domain)) {
            throw new RefusedModelException("the model uses operators of " + quote(domain)
                    + ", which are code of their own; allowed are ai.onnx, ai.onnx.ml and com.microsoft");
        }
    }

    static void check(String domain, String operator) throws RefusedModelException {
        if (!DOMAINS.contains(domain(domain))) {
            throw new RefusedModelException("the model uses operator " + quote(operator) + " of " + quote(domain)
                    + ", which is code of its own; allowed are ai.onnx, ai.onnx.ml and com.microsoft");
        }
        if (!ALLOWED.contains(domain(domain) + " " + operator)) {
            throw new RefusedModelException("the model uses operator " + quote(operator) + " of " + domain(domain)
                    + ", which is not on the list of those known to be harmless");
        }
    }

    /** A name out of a file that nobody trusts, fit for a message: short, and plain. */
    static String quote(String name) {
        String plain = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return "'" + plain.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    private static Set<String> read() {
        try (InputStream stream = Operators.class.getResourceAsStream("operators.txt")) {
            if (stream == null) {
                throw new IllegalStateException("operators.txt is missing");
            }
            return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
