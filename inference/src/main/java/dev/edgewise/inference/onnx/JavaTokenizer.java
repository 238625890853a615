package dev.edgewise.inference.onnx;

import dev.edgewise.inference.token.Cutter;
import dev.edgewise.inference.token.UnigramFile;
import dev.edgewise.inference.token.WordPieceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer in Java, with the library's own for what the Java one leaves to it. The library, its memory and the
 * time to start it are spent when the first such text comes.
 */
final class JavaTokenizer implements Tokenizer {
    private final Cutter pieces;
    private final Source source;
    private final Path libraries;
    private final int hash;
    private final LateMemory memory;
    private @Nullable HubTokenizer hub;

    /** About what the library takes for each character of the file: from 5 for pieces with merges to 25 for a unigram model. */
    private static final long LIBRARY_BYTES_PER_CHARACTER = 16;

    /** Reads {@code tokenizer.json} again. */
    interface Source {
        String read() throws IOException;
    }

    private JavaTokenizer(Cutter pieces, Source source, Path libraries, int hash, LateMemory memory) {
        this.pieces = pieces;
        this.source = source;
        this.libraries = libraries;
        this.hash = hash;
        this.memory = memory;
    }

    /**
     * The quickest tokenizer that does what a file says.
     *
     * @param libraries where native libraries are kept between starts
     * @param memory hears what the library takes, where it is started later
     * @throws IOException if it cannot be read, or is no tokenizer
     */
    static Tokenizer orLibrary(Source source, Path libraries, LateMemory memory) throws IOException {
        String json = source.read();
        Optional<? extends Cutter> pieces = WordPieceFile.read(json);
        if (pieces.isEmpty()) {
            pieces = UnigramFile.read(json);
        }
        return pieces.isPresent()
                ? new JavaTokenizer(pieces.get(), source, libraries, json.hashCode(), memory)
                : HubTokenizer.of(json, libraries);
    }

    @Override
    public int[] encode(String prompt, String text, boolean special) {
        int[] ids = pieces.encode(prompt, text, special);
        return ids == null ? library().encode(prompt, text, special) : ids;
    }

    @Override
    public int @Nullable [] encodeAtOnce(String prompt, String text) {
        return pieces.encode(prompt, text, true);
    }

    @Override
    public int[] encodePair(String first, String second) {
        int[] firstTokens = new int[1];
        int[] tokens = pieces.encodePair(first, second, firstTokens);
        if (tokens == null) {
            return library().encodePair(first, second);
        }
        for (int i = firstTokens[0]; i < tokens.length; i++) {
            tokens[i] = TypedToken.of(tokens[i], pieces.secondType());
        }
        return tokens;
    }

    private synchronized HubTokenizer library() {
        if (hub == null) {
            try {
                String json = source.read();
                if (json.hashCode() != hash) {
                    throw new IOException(
                            "its tokenizer.json is another than when it was loaded: load the model again");
                }
                memory.take(LIBRARY_BYTES_PER_CHARACTER * json.length(), () -> hub = HubTokenizer.of(json, libraries));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Objects.requireNonNull(hub);
    }

    @Override
    public synchronized void close() {
        if (hub != null) {
            hub.close();
        }
    }
}
