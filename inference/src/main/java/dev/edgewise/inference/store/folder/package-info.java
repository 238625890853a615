/** Reads what a model folder in Hugging Face layout says about its model. */
@NullMarked
package dev.edgewise.inference.store.folder;

import org.jspecify.annotations.NullMarked;
