/** Tensors in JSON: as the Open Inference Protocol writes them, and as rows of numbers that are to be labelled. */
@NullMarked
package dev.edgewise.gateway.tensor;

import org.jspecify.annotations.NullMarked;
