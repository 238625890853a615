/** The node: listeners, the request pipeline, configuration, telemetry and the command line. */
@NullMarked
package dev.edgewise.gateway;

import org.jspecify.annotations.NullMarked;
