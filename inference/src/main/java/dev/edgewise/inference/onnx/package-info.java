/** The only place that touches ONNX Runtime and DJL: native libraries, sessions, tokenizers. */
@NullMarked
package dev.edgewise.inference.onnx;

import org.jspecify.annotations.NullMarked;
