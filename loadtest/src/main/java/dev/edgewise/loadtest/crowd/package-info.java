/** Connections that take room and give nothing, held beside measured load. */
@NullMarked
package dev.edgewise.loadtest.crowd;

import org.jspecify.annotations.NullMarked;
