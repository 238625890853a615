/** Words that people write and read: sizes, names with a slip of the fingers in them, and reasons. */
@NullMarked
package dev.edgewise.inference.words;

import org.jspecify.annotations.NullMarked;
