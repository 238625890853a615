/** What a connection may do before, beside and after its requests: strict HTTP, time limits, floods. */
@NullMarked
package dev.edgewise.gateway.guard;

import org.jspecify.annotations.NullMarked;
