package dev.edgewise.inference.chat.jinja;

/** What Python calls {@code None}. */
enum None {
    NONE
}
