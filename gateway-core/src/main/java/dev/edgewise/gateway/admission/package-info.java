/** Bounds on what the node takes in at once. */
@NullMarked
package dev.edgewise.gateway.admission;

import org.jspecify.annotations.NullMarked;
