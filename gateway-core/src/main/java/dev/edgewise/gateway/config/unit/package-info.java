/** Values with a unit, as an operator writes them and as the code uses them. */
@NullMarked
package dev.edgewise.gateway.config.unit;

import org.jspecify.annotations.NullMarked;
