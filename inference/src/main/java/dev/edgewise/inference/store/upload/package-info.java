/** Models that an operator sends to a running node. */
@NullMarked
package dev.edgewise.inference.store.upload;

import org.jspecify.annotations.NullMarked;
