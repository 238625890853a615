/** Black-box tests: the real node with the stand-in cluster as its centre, talked to over HTTP. */
@NullMarked
package dev.edgewise.loadtest.node;

import org.jspecify.annotations.NullMarked;
