/** Cache keys: raw (no parse) and canonical. */
@NullMarked
package dev.edgewise.cache.key;

import org.jspecify.annotations.NullMarked;
