package dev.edgewise.cache.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A folder in memory that stops working after a number of steps: each byte written is one, and each other change. */
final class CrashingFolder implements Folder {
    /** The process or the machine ends here. */
    static final class Crash extends RuntimeException {}

    private static final class Content {
        byte[] bytes = new byte[0];
        int forced;
    }

    private final Map<String, Content> files = new HashMap<>();
    private Map<String, Content> forcedNames = new HashMap<>();
    private long stepsLeft;
    private long steps;

    CrashingFolder(long stepsMax) {
        stepsLeft = stepsMax;
    }

    /** Steps taken so far. */
    long steps() {
        return steps;
    }

    private int step(int wanted) {
        int done = (int) Math.min(wanted, stepsLeft);
        stepsLeft -= done;
        steps += done;
        return done;
    }

    private void change() {
        if (step(1) == 0) {
            throw new Crash();
        }
    }

    /** What is left when the process is killed: all that was written. */
    CrashingFolder killed() {
        var left = new CrashingFolder(Long.MAX_VALUE);
        files.forEach((name, content) -> left.put(name, content.bytes));
        return left;
    }

    /** What may be left when the machine stops: names and bytes since they were forced may be there, or not, or be nil. */
    CrashingFolder powerless(Random random) {
        var left = new CrashingFolder(Long.MAX_VALUE);
        (random.nextBoolean() ? files : forcedNames).forEach((name, content) -> {
            int length = content.forced + random.nextInt(content.bytes.length - content.forced + 1);
            byte[] bytes = Arrays.copyOf(content.bytes, length);
            if (random.nextInt(3) == 0) {
                Arrays.fill(bytes, content.forced, length, (byte) 0);
            }
            left.put(name, bytes);
        });
        return left;
    }

    private void put(String name, byte[] bytes) {
        var content = new Content();
        content.bytes = bytes.clone();
        content.forced = bytes.length;
        files.put(name, content);
        forcedNames.put(name, content);
    }

    /** Turns a bit of a file round. */
    void flip(String name, int bit) {
        files.get(name).bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    }

    private Content file(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new IOException("no such file: " + name);
        }
        return content;
    }

    @Override
    public List<String> names() {
        return files.keySet().stream().sorted().toList();
    }

    @Override
    public byte[] read(String name, int bytesMax) throws IOException {
        byte[] bytes = file(name).bytes;
        return Arrays.copyOf(bytes, Math.min(bytes.length, bytesMax));
    }

    @Override
    public long size(String name) throws IOException {
        return file(name).bytes.length;
    }

    @Override
    public Appender create(String name) {
        change();
        var content = new Content();
        files.put(name, content);
        return new End(content);
    }

    @Override
    public Appender open(String name) throws IOException {
        return new End(file(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Content moved = file(from);
        change();
        files.remove(from);
        files.put(to, moved);
    }

    @Override
    public void delete(String name) {
        change();
        files.remove(name);
    }

    @Override
    public void force() {
        change();
        forcedNames = new HashMap<>(files);
    }

    @Override
    public void close() {}

    private final class End implements Appender {
        private final Content content;

        End(Content content) {
            this.content = content;
        }

        @Override
        public void append(ByteBuffer bytes) {
            int wanted = bytes.remaining();
            int done = step(wanted);
            int before = content.bytes.length;
            content.bytes = Arrays.copyOf(content.bytes, before + done);
            bytes.get(content.bytes, before, done);
            if (done < wanted) {
                throw new Crash();
            }
        }

        @Override
        public void force() {
            change();
            content.forced = content.bytes.length;
        }

        @Override
        public void close() {}
    }
}
