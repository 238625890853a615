/** A configuration text as a tree in which every node knows where it stands and where its value came from. */
@NullMarked
package dev.edgewise.gateway.config.source;

import org.jspecify.annotations.NullMarked;
