/** The life of a request, phase by phase. */
@NullMarked
package dev.edgewise.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
