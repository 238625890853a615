/** From a model's numbers to scores and what they are worth. */
@NullMarked
package dev.edgewise.inference.score;

import org.jspecify.annotations.NullMarked;
