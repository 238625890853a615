/** HTTP to the central clusters. */
@NullMarked
package dev.edgewise.gateway.upstream;

import org.jspecify.annotations.NullMarked;
