/** Tensors as they are handed to a model and come back from it: named, typed, shaped, little-endian bytes. */
@NullMarked
package dev.edgewise.inference.tensor;

import org.jspecify.annotations.NullMarked;
