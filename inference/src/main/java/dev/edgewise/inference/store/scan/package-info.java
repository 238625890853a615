/** Reads a model before anything loads it, and refuses what could harm the node. */
@NullMarked
package dev.edgewise.inference.store.scan;

import org.jspecify.annotations.NullMarked;
