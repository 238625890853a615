/** The models on this node's disk: files by their content, models by name, and what a user calls them. */
@NullMarked
package dev.edgewise.inference.store;

import org.jspecify.annotations.NullMarked;
