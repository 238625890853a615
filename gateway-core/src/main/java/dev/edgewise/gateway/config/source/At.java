package dev.edgewise.gateway.config.source;

/**
 * A place in a file.
 *
 * @param file the name as the user gave it
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1; 0 when the whole file is meant
 */
public record At(String file, int line, int column) {

    /** Where built-in defaults stand. */
    public static final At NOWHERE = new At("default", 0, 0);

    /** The whole file. */
    public static At file(String file) {
        return new At(file, 0, 0);
    }

    /** Whether this is a built-in default's place. */
    public boolean isNowhere() {
        return line == 0 && file.equals(NOWHERE.file);
    }

    /** As compilers write it, so that editors and terminals link it. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
