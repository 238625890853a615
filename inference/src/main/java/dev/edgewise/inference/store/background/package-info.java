/** Models that are pulled while the node serves. */
@NullMarked
package dev.edgewise.inference.store.background;

import org.jspecify.annotations.NullMarked;
