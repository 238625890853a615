/** How other modules bring commands of their own. */
@NullMarked
package dev.edgewise.gateway.cli.spi;

import org.jspecify.annotations.NullMarked;
