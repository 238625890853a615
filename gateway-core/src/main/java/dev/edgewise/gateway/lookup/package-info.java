/** The response cache as the pipeline sees it. */
@NullMarked
package dev.edgewise.gateway.lookup;

import org.jspecify.annotations.NullMarked;
