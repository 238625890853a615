package dev.edgewise.routing;

/** Decides where a request is answered. Implementations are safe for any thread, never wait and do no I/O. */
@FunctionalInterface
public interface Router {

    /** One decision; the same query gives the same decision as long as the views it holds do not change. */
    Decision decide(RouteQuery query);
}
