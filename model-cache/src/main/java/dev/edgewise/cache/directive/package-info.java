/** What a request's headers ask of the cache. */
@NullMarked
package dev.edgewise.cache.directive;

import org.jspecify.annotations.NullMarked;
