package dev.edgewise.gateway.admin;

import dev.edgewise.cache.pinned.PinnedAnswers;
import java.util.List;

/** Pins answers while a node runs. Reads and writes files: not for an event loop. */
public interface PinControl {
    /** The answers in force. */
    PinnedAnswers answers();

    /** What is wrong with files that were pinned and cannot be used any more, one line each with the file's name. */
    List<String> setAside();

    /**
     * Puts a file of answers in force and keeps it, in place of one with its name.
     *
     * @param name a file's name without folders that ends with {@code .yaml}
     * @return what is wrong with it, one line each, and then nothing changed; empty when it is in force
     */
    List<String> pin(String name, String yaml);

    /** Forgets a file that was pinned; false when there is none of that name. */
    boolean unpin(String name);
}
