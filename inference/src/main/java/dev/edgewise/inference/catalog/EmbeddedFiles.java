package dev.edgewise.inference.catalog;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.HexFormat;

/** Files in jars on the class path, told apart without reading them. Any thread. */
public final class EmbeddedFiles {
    private EmbeddedFiles() {}

    /** The source of a model in a jar; one that is missing is told of when the model is loaded. */
    static ModelSource.Embedded of(String model, String tokenizer) {
        return new ModelSource.Embedded(model, tokenizer, version(model) + "-" + version(tokenizer));
    }

    private static String version(String name) {
        URL url = EmbeddedFiles.class.getClassLoader().getResource(name);
        try {
            return url == null ? "missing" : version(url);
        } catch (IOException unreadable) {
            return "unreadable";
        }
    }

    /** What tells two versions of a resource apart: letters, digits and {@code -}. */
    public static String version(URL resource) throws IOException {
        URLConnection connection = resource.openConnection();
        if (connection instanceof JarURLConnection jar) {
            // The jar's own checksum: no need to read the file.
            return HexFormat.of().toHexDigits((int) jar.getJarEntry().getCrc()) + "-"
                    + Long.toHexString(jar.getJarEntry().getSize());
        }
        return Long.toHexString(connection.getLastModified()) + "-"
                + Long.toHexString(connection.getContentLengthLong());
    }
}
