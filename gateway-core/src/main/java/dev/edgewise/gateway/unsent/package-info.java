/** What was done on this node and others have still to be told, kept over restarts. */
@NullMarked
package dev.edgewise.gateway.unsent;

import org.jspecify.annotations.NullMarked;
