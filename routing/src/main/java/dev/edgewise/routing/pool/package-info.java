/**
 * The central cluster's endpoints: which are healthy, which one takes the next request, and when a failed request may
 * be repeated elsewhere. No HTTP here: the caller reports what happened, this package decides.
 */
@NullMarked
package dev.edgewise.routing.pool;

import org.jspecify.annotations.NullMarked;
