/** Fits what a classifier's scores are worth to inputs whose labels are known. */
@NullMarked
package dev.edgewise.inference.calibrate;

import org.jspecify.annotations.NullMarked;
