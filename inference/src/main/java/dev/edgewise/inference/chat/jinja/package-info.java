/**
 * The template language Jinja as far as chat templates use it, with the meaning that Jinja2 and Python give it: what
 * Python would write is what a model was trained on. A template is a stranger's program, so it reaches nothing but what it
 * is given, changes none of it, and its steps, depth and output are bounded (why not a library: docs/decisions/0068).
 */
@NullMarked
package dev.edgewise.inference.chat.jinja;

import org.jspecify.annotations.NullMarked;
