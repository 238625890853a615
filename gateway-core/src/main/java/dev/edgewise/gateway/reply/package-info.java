/** How a reply begins: the lines that say who answered and why. */
@NullMarked
package dev.edgewise.gateway.reply;

import org.jspecify.annotations.NullMarked;
