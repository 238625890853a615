package dev.edgewise.gateway.answer;

import io.vertx.core.buffer.Buffer;

/**
 * Where a stream's bytes go beside its own client. On the event loop.
 */
public interface Tee {
    /** Nobody else is waiting. */
    Tee NONE = new Tee() {
        @Override
        public void append(Buffer bytes) {}

        @Override
        public boolean clientLeft() {
            return false;
        }

        @Override
        public boolean hasOthers() {
            return false;
        }
    };

    /** Complete events, in order. */
    void append(Buffer bytes);

    /** The stream's own client has left; returns whether others still want the answer. */
    boolean clientLeft();

    /** Whether others are waiting now. */
    boolean hasOthers();
}
