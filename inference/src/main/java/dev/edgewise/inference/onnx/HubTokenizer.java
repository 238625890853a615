package dev.edgewise.inference.onnx;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.store.scan.TokenizerScan;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;

/**
 * A {@code tokenizer.json} run by Hugging Face's own Rust library, through DJL's binding. Encoding may be called by many
 * threads at once; closing must come after the last.
 *
 * <p>The native binding is called directly: DJL's own front looks for GPUs at start, writes under the home folder, and
 * fetches seven arrays a text where one is wanted.
 */
final class HubTokenizer implements Tokenizer {
    private static boolean libraryLoaded;

    private final long handle;

    private HubTokenizer(long handle) {
        this.handle = handle;
    }

    /**
     * Reads a tokenizer. What the file says about padding and truncation is switched off: a caller is told when a text is
     * too long.
     *
     * @param json the content of {@code tokenizer.json}
     * @param folder where the native library is kept between starts
     * @throws IOException if the library cannot be unpacked, or the content is no tokenizer, or one that
     *     {@link TokenizerScan} refuses
     */
    static HubTokenizer of(String json, Path folder) throws IOException {
        // What breaks the library's expectations ends the process: it cannot be told why.
        try {
            TokenizerScan.scan(new StringReader(json));
        } catch (RefusedModelException e) {
            throw new RefusedModelException("this tokenizer.json is refused: " + e.getMessage());
        }
        loadLibrary(folder);
        long handle;
        try {
            handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
        } catch (RuntimeException e) {
            throw new RefusedModelException("this tokenizer.json cannot be read: " + e.getMessage());
        }
        TokenizersLibrary.LIB.disablePadding(handle);
        TokenizersLibrary.LIB.disableTruncation(handle);
        return new HubTokenizer(handle);
    }

    @Override
    public int[] encode(String prompt, String text, boolean special) {
        long encoding = TokenizersLibrary.LIB.encode(handle, prompt.isEmpty() ? text : prompt + text, special);
        try {
            long[] wide = TokenizersLibrary.LIB.getTokenIds(encoding);
            int[] ids = new int[wide.length];
            for (int i = 0; i < wide.length; i++) {
                ids[i] = (int) wide[i];
            }
            return ids;
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public int[] encodePair(String first, String second) {
        long encoding = TokenizersLibrary.LIB.encodeDual(handle, first, second, true);
        try {
            long[] wide = TokenizersLibrary.LIB.getTokenIds(encoding);
            long[] types = TokenizersLibrary.LIB.getTypeIds(encoding);
            int[] tokens = new int[wide.length];
            for (int i = 0; i < wide.length; i++) {
                tokens[i] = TypedToken.of((int) wide[i], types[i]);
            }
            return tokens;
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
    }

    @SuppressWarnings("restricted")
    private static synchronized void loadLibrary(Path folder) throws IOException {
        if (libraryLoaded) {
            return;
        }
        String name = System.mapLibraryName("tokenizers");
        JarFiles.Resource library =
                JarFiles.Resource.of("native/lib/" + Platform.here().djl() + "/cpu/" + name);
        Path versioned = folder.resolve("tokenizers-" + library.version()).toAbsolutePath();
        System.load(JarFiles.place(library, versioned, name).toString());
        libraryLoaded = true;
    }
}
