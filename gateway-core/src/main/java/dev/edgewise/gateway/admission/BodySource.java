package dev.edgewise.gateway.admission;

import dev.edgewise.gateway.request.Refusal;
import java.util.function.Consumer;

/** The body of a request whose head has arrived. On the event loop. */
public interface BodySource {
    /** The length announced, or -1. */
    long announcedBytes();

    /**
     * Reads it all.
     *
     * @param permit what its memory is booked to
     * @param bytesMax the longest body taken
     * @param whole gets the bytes
     * @param refused gets the reason when it does not fit; nothing more is read then
     */
    void read(Permit permit, long bytesMax, Consumer<byte[]> whole, Consumer<Refusal> refused);
}
