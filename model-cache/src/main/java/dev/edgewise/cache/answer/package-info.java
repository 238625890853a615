/** Complete answers: verdict, usage, and their JSON and SSE forms. */
@NullMarked
package dev.edgewise.cache.answer;

import org.jspecify.annotations.NullMarked;
