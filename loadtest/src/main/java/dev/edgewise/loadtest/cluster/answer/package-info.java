/** What the stand-in answers: strict reading of requests and deterministic answers, without any HTTP. */
@NullMarked
package dev.edgewise.loadtest.cluster.answer;

import org.jspecify.annotations.NullMarked;
