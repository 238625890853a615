/** Reads pictures within bounds and makes a model's input of them. */
@NullMarked
package dev.edgewise.inference.image;

import org.jspecify.annotations.NullMarked;
