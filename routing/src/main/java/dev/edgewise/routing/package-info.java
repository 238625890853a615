/** The decision where a request is answered, with its reason. */
@NullMarked
package dev.edgewise.routing;

import org.jspecify.annotations.NullMarked;
