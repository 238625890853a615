@NullMarked
package dev.edgewise.gateway.lookup;

import org.jspecify.annotations.NullMarked;
