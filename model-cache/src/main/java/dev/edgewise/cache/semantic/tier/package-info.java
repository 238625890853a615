/**
 * The semantic tier: finds the nearest stored questions of a partition, has guards and a verifier judge them, and serves
 * what passes its threshold; thresholds learn from what the real answers turn out to be.
 */
@NullMarked
package dev.edgewise.cache.semantic.tier;

import org.jspecify.annotations.NullMarked;
