package dev.edgewise.gateway.admin;

import java.util.List;

/**
 * One method of one path of the admin plane.
 *
 * @param method {@code GET} (which answers {@code HEAD} too), {@code POST}, {@code PUT} or {@code DELETE}
 * @param path such as {@code /admin/v1/models/{name}}; a name in braces stands for one segment
 * @param access who may ask
 * @param place where the handler runs
 * @param handler answers
 */
public record Route(String method, String path, Access access, Place place, AdminHandler handler) {

    /** Who may ask. */
    public enum Access {
        /** Everyone who reaches the listener. */
        OPEN,
        /** Holders of an admin key, where the node has any. */
        KEYED
    }

    /** Where a handler runs. */
    public enum Place {
        /** On the admin plane's own event loop: it answers from memory, at once, even when the workers are busy. */
        LOOP,
        /** On one of the admin plane's own workers: it may look at much, or at files. */
        WORKER,
        /** On a thread of its own, to which the body comes as a stream: it may take as long as the body does. */
        STREAM
    }

    /** A keyed resource that is read. */
    public static Route get(String path, AdminHandler handler) {
        return new Route("GET", path, Access.KEYED, Place.WORKER, handler);
    }

    /** A keyed action. */
    public static Route post(String path, AdminHandler handler) {
        return new Route("POST", path, Access.KEYED, Place.WORKER, handler);
    }

    /** A keyed action on a body of any size. */
    static Route upload(String path, AdminHandler handler) {
        return new Route("PUT", path, Access.KEYED, Place.STREAM, handler);
    }

    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }
}
