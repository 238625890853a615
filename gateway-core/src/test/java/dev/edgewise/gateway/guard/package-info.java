/** Proofs of the guard, from outside over real sockets. */
@NullMarked
package dev.edgewise.gateway.guard;

import org.jspecify.annotations.NullMarked;
