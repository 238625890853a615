/** Requests per minute of each tenant. */
@NullMarked
package dev.edgewise.gateway.limits;

import org.jspecify.annotations.NullMarked;
