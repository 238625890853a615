/** What holds for this caller: country, residency, denials, preset answers. */
@NullMarked
package dev.edgewise.gateway.policy;

import org.jspecify.annotations.NullMarked;
