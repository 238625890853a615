/** Where a request's code runs: the event loop, or a virtual thread. */
@NullMarked
package dev.edgewise.gateway.lane;

import org.jspecify.annotations.NullMarked;
