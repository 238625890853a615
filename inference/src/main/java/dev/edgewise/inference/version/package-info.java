/** Versions of a model beside the one that answers: canary and shadow, and the check before one takes over. */
@NullMarked
package dev.edgewise.inference.version;

import org.jspecify.annotations.NullMarked;
