/** From a model alias to the place that answers. */
@NullMarked
package dev.edgewise.gateway.route;

import org.jspecify.annotations.NullMarked;
