package dev.edgewise.loadtest.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects a request's body up to a bound. */
final class BodyReader {
    private final int maxBytes;
    private final Runnable tooLarge;
    private Buffer collected = Buffer.buffer();
    private boolean refused;

    private BodyReader(int maxBytes, Runnable tooLarge) {
        this.maxBytes = maxBytes;
        this.tooLarge = tooLarge;
    }

    /** Hands the whole body to {@code complete}, or runs {@code tooLarge} once and drops the rest. */
    static void read(HttpServerRequest request, int maxBytes, Consumer<Buffer> complete, Runnable tooLarge) {
        BodyReader reader = new BodyReader(maxBytes, tooLarge);
        request.handler(reader::add);
        request.endHandler(end -> {
            if (!reader.refused) {
                complete.accept(reader.collected);
            }
        });
    }

    private void add(Buffer chunk) {
        if (refused) {
            return;
        }
        if (collected.length() + chunk.length() > maxBytes) {
            refused = true;
            collected = Buffer.buffer();
            tooLarge.run();
        } else {
            collected = collected.length() == 0 ? chunk : collected.appendBuffer(chunk);
        }
    }
}
