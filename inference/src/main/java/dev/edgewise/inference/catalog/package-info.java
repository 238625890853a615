/** Which models exist on this node, and what each can do. */
@NullMarked
package dev.edgewise.inference.catalog;

import org.jspecify.annotations.NullMarked;
