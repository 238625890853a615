/** What the node tells of itself, read when metrics are scraped. */
@NullMarked
package dev.edgewise.gateway.telemetry;

import org.jspecify.annotations.NullMarked;
