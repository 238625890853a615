package dev.edgewise.gateway.upstream;

/**
 * One request on its way to one endpoint. Everything happens on the event loop that started it; after
 * {@link #cancel} the sink hears nothing more.
 */
public interface UpstreamCall {
    /** Stops reading: the endpoint's sends fill up and stop in turn. What was read before may still reach the sink. */
    void pause();

    void resume();

    /** Ends the call: the endpoint sees its connection closed, or its HTTP/2 stream reset. */
    void cancel();
}
