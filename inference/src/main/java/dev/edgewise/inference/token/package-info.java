/** Tokenizers in Java, for the kinds that are proven to give what the library gives. */
@NullMarked
package dev.edgewise.inference.token;

import org.jspecify.annotations.NullMarked;
