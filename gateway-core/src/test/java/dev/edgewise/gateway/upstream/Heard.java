package dev.edgewise.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keeps what an endpoint answers. */
final class Heard implements UpstreamSink {
    private static final long WAIT_SECONDS = 20;

    /** How an answer ended: a fault, or a status with a body. */
    record End(@Nullable UpstreamFault fault, int status, String body) {}

    final CompletableFuture<End> end = new CompletableFuture<>();
    final AtomicLong bytes = new AtomicLong();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int status;
    volatile @Nullable UpstreamHead head;

    @Override
    public void head(UpstreamHead answer) {
        head = answer;
        status = answer.status();
    }

    @Override
    public void data(Buffer more) {
        bytes.addAndGet(more.length());
        body.writeBytes(more.getBytes());
    }

    @Override
    public void end() {
        end.complete(new End(null, status, body.toString(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public void failed(UpstreamFault fault) {
        end.complete(new End(fault, status, body.toString(StandardCharsets.ISO_8859_1)));
    }

    End await() {
        return end.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }
}
