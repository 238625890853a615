/** Linear classifiers on the vectors of an embedder: trained from labelled text in seconds. */
@NullMarked
package dev.edgewise.inference.head;

import org.jspecify.annotations.NullMarked;
