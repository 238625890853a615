package dev.edgewise.inference.onnx;

import static dev.edgewise.inference.onnx.Bars.median;
import static dev.edgewise.inference.onnx.Bars.text;

import java.io.IOException;
import java.nio.file.Path;

/** What cutting a text costs beside the library. */
final class TokenizerBars {
    private static final int TEXTS = 50;

    private TokenizerBars() {}

    /** The tokenizer of a file beside the library's own, turn by turn. */
    static void measure(Bars bars, String model, String json, String text, Path libraries, int rounds)
            throws IOException {
        try (HubTokenizer library = HubTokenizer.of(json, libraries);
                Tokenizer own =
                        JavaTokenizer.orLibrary(() -> TokenizerTexts.stream(json), libraries, LateMemory.UNCOUNTED)) {
            double[] ours = new double[rounds];
            double[] theirs = new double[rounds];
            double[] ratios = new double[rounds];
            for (int i = -rounds; i < rounds; i++) {
                double ownMicros = micros(own, text);
                double libraryMicros = micros(library, text);
                if (i >= 0) {
                    ours[i] = ownMicros;
                    theirs[i] = libraryMicros;
                    ratios[i] = libraryMicros / ownMicros;
                }
            }
            bars.add(
                    model + ": tokenizing, against the library",
                    text("%.1f µs", median(ours)),
                    text("%.1f µs (library)", median(theirs)),
                    "",
                    text("%.1f times as fast", median(ratios)),
                    "≥ 2",
                    median(ratios) >= 2);
        }
    }

    private static double micros(Tokenizer tokenizer, String text) {
        long begin = System.nanoTime();
        for (int i = 0; i < TEXTS; i++) {
            tokenizer.encode(text);
        }
        return (System.nanoTime() - begin) / 1e3 / TEXTS;
    }
}
