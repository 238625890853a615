/** Who is asking: keys to tenants. */
@NullMarked
package dev.edgewise.gateway.identity;

import org.jspecify.annotations.NullMarked;
