/** {@code edgewise model}: the models on this node's disk. */
@NullMarked
package dev.edgewise.gateway.cli.model;

import org.jspecify.annotations.NullMarked;
