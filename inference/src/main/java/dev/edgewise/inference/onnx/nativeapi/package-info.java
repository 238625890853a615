/**
 * ONNX Runtime's C interface, called through the foreign function API: what its Java binding does not offer (tensors bound
 * where they lie, on a device too) or does at a price (5.8 KB of heap a run).
 */
@NullMarked
package dev.edgewise.inference.onnx.nativeapi;

import org.jspecify.annotations.NullMarked;
