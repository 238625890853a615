package dev.edgewise.gateway.config.setting;

import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one reading of a configuration gathers beside the records. Not for several threads. */
public final class Reading {

    private final At whole;
    private final Path folder;
    private final Problems problems;
    private final List<Effective> effective = new ArrayList<>();
    private final Map<String, At> positions = new HashMap<>();
    private final Set<Path> files = new LinkedHashSet<>();

    /**
     * Begins a reading.
     *
     * @param whole stands for the place of everything the file does not name
     * @param folder what relative file names start from
     * @param problems receives what is wrong
     */
    public Reading(At whole, Path folder, Problems problems) {
        this.whole = whole;
        this.folder = folder;
        this.problems = problems;
    }

    /** The root of the settings. */
    public Scope root() {
        return new Scope(this, "", false, false);
    }

    /** What is wrong so far. */
    public Problems problems() {
        return problems;
    }

    /** Every value in force, in the order of the settings. */
    public List<Effective> effective() {
        return List.copyOf(effective);
    }

    /** Files that secrets were read from. */
    public Set<Path> files() {
        return Set.copyOf(files);
    }

    /** Where a setting stands; the nearest one above it, or the whole file, when the file does not name it. */
    public At at(String path) {
        String nearest = path;
        while (!nearest.isEmpty() && !positions.containsKey(nearest)) {
            nearest = nearest.substring(0, Math.max(0, Math.max(nearest.lastIndexOf('.'), nearest.lastIndexOf('['))));
        }
        return positions.getOrDefault(nearest, whole);
    }

    Path folder() {
        return folder;
    }

    void place(String path, At at) {
        if (!at.isNowhere()) {
            positions.put(path, at);
        }
    }

    void inForce(Effective value) {
        effective.add(value);
    }

    void readFrom(Path file) {
        files.add(file);
    }
}
