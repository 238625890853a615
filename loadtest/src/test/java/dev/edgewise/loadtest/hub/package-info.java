/** A model hub on this machine, for tests that pull. */
@NullMarked
package dev.edgewise.loadtest.hub;

import org.jspecify.annotations.NullMarked;
