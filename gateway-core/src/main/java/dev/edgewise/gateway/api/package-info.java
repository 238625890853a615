/** Shapes of the public API: errors, models, embeddings. */
@NullMarked
package dev.edgewise.gateway.api;

import org.jspecify.annotations.NullMarked;
