/**
 * Answers that several nodes share: what they are asked and told, how an answer is written down for them, and which
 * purges count there. The network is not known here.
 */
@NullMarked
package dev.edgewise.cache.shared;

import org.jspecify.annotations.NullMarked;
