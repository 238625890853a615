/** The stand-in central cluster: an OpenAI-compatible server as strict as a real one, with faults on demand. */
@NullMarked
package dev.edgewise.loadtest.cluster;

import org.jspecify.annotations.NullMarked;
