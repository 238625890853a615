/** The whole node: everything is made here, wired, started and stopped. */
@NullMarked
package dev.edgewise.gateway.node;

import org.jspecify.annotations.NullMarked;
