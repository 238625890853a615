/** Getting the answer: from a local engine or from the centre. */
@NullMarked
package dev.edgewise.gateway.answer;

import org.jspecify.annotations.NullMarked;
