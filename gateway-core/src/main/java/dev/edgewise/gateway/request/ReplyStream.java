package dev.edgewise.gateway.request;

import io.vertx.core.buffer.Buffer;

/** A reply that is written as it comes. On the request's event loop only. */
public interface ReplyStream {
    /** Writes and flushes at once; returns false when the client is behind and {@link #onDrain} will say when to go on. */
    boolean write(Buffer bytes);

    /** Called once, when the client has caught up. */
    void onDrain(Runnable ready);

    /** Ends the reply properly. */
    void end();

    /** Whether nothing of it has reached the client, because it is kept until it is whole: it serves others when the client leaves. */
    default boolean isGathered() {
        return false;
    }

    /** Breaks the reply off, so that the client cannot take it for complete. */
    void abort();
}
