/** {@code demo}: a node and its central cluster in one process. The one place in this module that knows the node. */
@NullMarked
package dev.edgewise.loadtest.demo;

import org.jspecify.annotations.NullMarked;
