/** The response cache as a client sees it: staleness, directives, groups, methods, purges. */
@NullMarked
package dev.edgewise.gateway.cache;

import org.jspecify.annotations.NullMarked;
