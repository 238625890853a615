/** Fetches models: from a hub, a Maven repository or a folder. Never reaches where the operator did not point. */
@NullMarked
package dev.edgewise.inference.store.pull;

import org.jspecify.annotations.NullMarked;
