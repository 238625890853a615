/** The names callers use for models, and what stands behind each: a local model, a central one, or both. */
@NullMarked
package dev.edgewise.routing.model;

import org.jspecify.annotations.NullMarked;
