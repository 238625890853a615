/** The Open Inference Protocol: tensors in JSON and in its binary extension, models' metadata, loading and unloading. */
@NullMarked
package dev.edgewise.gateway.oip;

import org.jspecify.annotations.NullMarked;
