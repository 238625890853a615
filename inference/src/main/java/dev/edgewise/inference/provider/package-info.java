/** What models are computed with: which execution providers are wanted, which one a model got, and why not another. */
@NullMarked
package dev.edgewise.inference.provider;

import org.jspecify.annotations.NullMarked;
