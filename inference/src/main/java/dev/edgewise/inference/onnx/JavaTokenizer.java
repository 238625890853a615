package dev.edgewise.inference.onnx;

import dev.edgewise.inference.token.BytePairFile;
import dev.edgewise.inference.token.Cutter;
import dev.edgewise.inference.token.UnigramFile;
import dev.edgewise.inference.token.WordPieceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer in Java, with the library's own for what the Java one leaves to it. The library, its memory and the
 * time to start it are spent when the first such text comes.
 */
final class JavaTokenizer implements Tokenizer {
    private final Cutter pieces;
    private final Source source;
    private final Path libraries;
    private final long checksum;
    private final LateMemory memory;
    private @Nullable HubTokenizer hub;

    /** About what the library takes for each character of the file: from 5 for pieces with merges to 25 for a unigram model. */
    private static final long LIBRARY_BYTES_PER_CHARACTER = 16;

    /** Opens {@code tokenizer.json}, whenever it is asked; the caller closes it. */
    interface Source {
        InputStream open() throws IOException;
    }

    private JavaTokenizer(Cutter pieces, Source source, Path libraries, long checksum, LateMemory memory) {
        this.pieces = pieces;
        this.source = source;
        this.libraries = libraries;
        this.checksum = checksum;
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
        // A byte-level file is told by its kind, before its vocabulary is read; the other way round it would be read
        // twice.
        Optional<JavaTokenizer> own = own(source, libraries, memory, BytePairFile::read);
        if (own.isEmpty()) {
            own = own(source, libraries, memory, WordPieceFile::read);
        }
        if (own.isEmpty()) {
            own = own(source, libraries, memory, UnigramFile::read);
        }
        return own.isPresent() ? own.get() : HubTokenizer.of(text(read(source)), libraries);
    }

    /** The tokenizer of a file that was read already, of which {@code checksum} is by CRC-32C. */
    static Tokenizer of(Cutter pieces, Source source, Path libraries, long checksum, LateMemory memory) {
        return new JavaTokenizer(pieces, source, libraries, checksum, memory);
    }

    /** Read as it comes: the whole of a large vocabulary would be garbage of tens of megabytes. */
    private static Optional<JavaTokenizer> own(
            Source source, Path libraries, LateMemory memory, Function<Reader, Optional<? extends Cutter>> kind)
            throws IOException {
        try (var bytes = new CheckedInputStream(source.open(), new CRC32C())) {
            // A decoder of its own refuses what is not UTF-8.
            Optional<? extends Cutter> pieces =
                    kind.apply(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
            if (pieces.isEmpty()) {
                return Optional.empty();
            }
            bytes.transferTo(OutputStream.nullOutputStream());
            return Optional.of(new JavaTokenizer(
                    pieces.get(), source, libraries, bytes.getChecksum().getValue(), memory));
        }
    }

    private static byte[] read(Source source) throws IOException {
        try (InputStream bytes = source.open()) {
            return bytes.readAllBytes();
        }
    }

    private static String text(byte[] json) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    }

    private static long checksum(byte[] json) {
        var checksum = new CRC32C();
        checksum.update(json);
        return checksum.getValue();
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
                byte[] json = read(source);
                if (checksum(json) != checksum) {
                    throw new IOException(
                            "its tokenizer.json is another than when it was loaded: load the model again");
                }
                String text = text(json);
                memory.take(LIBRARY_BYTES_PER_CHARACTER * text.length(), () -> hub = HubTokenizer.of(text, libraries));
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
