/** What nodes tell one another: purges and pinned answers, in one order for all. The network is not known here. */
@NullMarked
package dev.edgewise.cache.fleet;

import org.jspecify.annotations.NullMarked;
