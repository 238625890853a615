/** The shared vocabulary, the models a node holds, and the engines that run them. */
@NullMarked
package dev.edgewise.inference;

import org.jspecify.annotations.NullMarked;
