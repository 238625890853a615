/** The engine that answers from models on this node. */
@NullMarked
package dev.edgewise.inference.local;

import org.jspecify.annotations.NullMarked;
