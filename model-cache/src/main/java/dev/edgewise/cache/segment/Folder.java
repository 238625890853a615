package dev.edgewise.cache.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The folder that segments lie in, as little of a file system as they need; tests put one in its place that fails at every
 * byte. A file's bytes survive a lost machine from {@link Appender#force} on, its name from {@link #force} on. For one
 * thread at a time, but for reading.
 */
interface Folder extends Closeable {
    /** The names of the files, in no order. */
    List<String> names() throws IOException;

    /** A file from its beginning, {@code bytesMax} bytes at most. */
    byte[] read(String name, int bytesMax) throws IOException;

    /** The file's size, in bytes. */
    long size(String name) throws IOException;

    /** A new, empty file, in place of one of that name. */
    Appender create(String name) throws IOException;

    /** A file that is there already, to be continued. */
    Appender open(String name) throws IOException;

    /** Gives a file another name, in one step, in place of one of that name. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Returns once the names are on disk. */
    void force() throws IOException;

    /** A file that is written from its end on. */
    interface Appender extends Closeable {
        /** Writes all that remains in the buffer, which lies on the heap. */
        void append(ByteBuffer bytes) throws IOException;

        /** Returns once all that was written is on disk. */
        void force() throws IOException;
    }
}
