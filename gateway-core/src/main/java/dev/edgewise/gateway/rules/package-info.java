/** What the operator decides, as one immutable value. */
@NullMarked
package dev.edgewise.gateway.rules;

import org.jspecify.annotations.NullMarked;
