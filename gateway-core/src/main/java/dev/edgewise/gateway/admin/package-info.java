/** The admin plane. */
@NullMarked
package dev.edgewise.gateway.admin;

import org.jspecify.annotations.NullMarked;
