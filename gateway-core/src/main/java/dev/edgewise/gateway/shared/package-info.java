/** The tier of answers that nodes share, on a Valkey or Redis server. */
@NullMarked
package dev.edgewise.gateway.shared;

import org.jspecify.annotations.NullMarked;
