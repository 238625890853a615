/** Words that operators write by hand: sizes, and names with a slip of the fingers in them. */
@NullMarked
package dev.edgewise.inference.words;

import org.jspecify.annotations.NullMarked;
