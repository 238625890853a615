/** Real nodes, upstreams and raw connections for tests. */
@NullMarked
package dev.edgewise.gateway.support;

import org.jspecify.annotations.NullMarked;
