/**
 * Where a request is answered, and why: the rules that choose between the node's own model and the central cluster.
 *
 * <p>{@link dev.edgewise.routing.Router} is the one entry; everything it may look at stands in
 * {@link dev.edgewise.routing.RouteQuery}, everything it may answer in {@link dev.edgewise.routing.Decision}.
 */
@NullMarked
package dev.edgewise.routing;

import org.jspecify.annotations.NullMarked;
