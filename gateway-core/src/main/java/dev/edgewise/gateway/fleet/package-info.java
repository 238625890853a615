/** The fleet: what nodes tell one another over NATS JetStream. */
@NullMarked
package dev.edgewise.gateway.fleet;

import org.jspecify.annotations.NullMarked;
