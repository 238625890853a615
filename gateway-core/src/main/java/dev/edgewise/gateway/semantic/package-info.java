/** Stored answers to questions that mean the same: the semantic tier as the pipeline sees it. */
@NullMarked
package dev.edgewise.gateway.semantic;

import org.jspecify.annotations.NullMarked;
