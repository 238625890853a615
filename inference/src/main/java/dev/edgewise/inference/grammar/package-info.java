/** Which bytes may come next: JSON and JSON Schema as grammars that follow a model's output token by token. */
@NullMarked
package dev.edgewise.inference.grammar;

import org.jspecify.annotations.NullMarked;
