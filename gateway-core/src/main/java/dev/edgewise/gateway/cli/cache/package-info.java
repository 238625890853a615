/** {@code cache}: the response cache of a running node, through its admin plane. */
@NullMarked
package dev.edgewise.gateway.cli.cache;

import org.jspecify.annotations.NullMarked;
