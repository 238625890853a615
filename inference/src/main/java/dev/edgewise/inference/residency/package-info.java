/** Which models are in memory: loading, leases, budgets, eviction, and giving memory back. */
@NullMarked
package dev.edgewise.inference.residency;

import org.jspecify.annotations.NullMarked;
