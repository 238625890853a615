package dev.edgewise.inference;

/** What goes first where work waits for the device: all of a class before any of the next. */
public enum Priority {
    /** Short work on an answer's path, such as the vector of a question that a stored answer is looked up by. */
    INTERACTIVE,
    /** What callers ask for. */
    NORMAL,
    /** What no caller waits for, such as a warm-up or a shadow's share. */
    BACKGROUND
}
