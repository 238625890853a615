package dev.edgewise.gateway.config;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.gateway.config.setting.Reading;
import dev.edgewise.gateway.config.source.At;
import dev.edgewise.gateway.config.source.Problems;
import dev.edgewise.gateway.config.source.Tree;
import dev.edgewise.gateway.config.source.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads files of answers that the operator wrote: {@code pinned:} and a list of them. */
public final class PinnedFiles {
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    private PinnedFiles() {}

    /**
     * All answers of these files and of the YAML files in these folders, in the order of their names. Reads files: not for
     * an event loop.
     *
     * @param problems told what is wrong, with file, line and column
     */
    public static List<PinnedAnswer> read(List<Path> places, Problems problems) {
        List<PinnedAnswer> answers = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Path file : files(places, problems)) {
            try {
                add(file.toString(), Files.readString(file), answers, ids, problems);
            } catch (IOException unreadable) {
                problems.error(At.file(file.toString()), "", "cannot be read as UTF-8 text");
            }
        }
        if (compared(answers) > PinnedConfig.COMPARED_MAX) {
            problems.error(
                    At.file(places.getFirst().toString()),
                    "",
                    "expected at most " + PinnedConfig.COMPARED_MAX
                            + " questions of answers with match: semantic in all files; found " + compared(answers));
        }
        if (answers.size() > PinnedConfig.ANSWERS_MAX) {
            problems.error(
                    At.file(places.getFirst().toString()),
                    "",
                    "expected at most " + PinnedConfig.ANSWERS_MAX + " pinned answers in all files; found "
                            + answers.size());
        }
        return answers;
    }

    /**
     * The answers of one more file beside others.
     *
     * @param others answers whose ids it must not use
     * @param problems told what is wrong with it, with line and column
     */
    public static List<PinnedAnswer> beside(List<PinnedAnswer> others, String name, String yaml, Problems problems) {
        Set<String> ids = new HashSet<>();
        others.forEach(answer -> ids.add(answer.id()));
        List<PinnedAnswer> more = new ArrayList<>();
        add(name, yaml, more, ids, problems);
        long compared = compared(others) + compared(more);
        if (compared > PinnedConfig.COMPARED_MAX) {
            problems.error(
                    At.file(name),
                    "",
                    "with these there would be " + compared + " questions of answers with match: semantic; expected at"
                            + " most " + PinnedConfig.COMPARED_MAX);
        }
        int all = others.size() + more.size();
        if (all > PinnedConfig.ANSWERS_MAX) {
            problems.error(
                    At.file(name),
                    "",
                    "with these there would be " + all + " pinned answers; expected at most "
                            + PinnedConfig.ANSWERS_MAX);
        }
        return more;
    }

    /** The same of a file that is there. */
    public static List<PinnedAnswer> beside(List<PinnedAnswer> others, Path file, Problems problems) {
        try {
            return beside(others, file.toString(), Files.readString(file), problems);
        } catch (IOException unreadable) {
            problems.error(At.file(file.toString()), "", "cannot be read as UTF-8 text");
            return List.of();
        }
    }

    /** The answers in one text. */
    public static List<PinnedAnswer> read(String name, String yaml, Problems problems) {
        List<PinnedAnswer> answers = new ArrayList<>();
        add(name, yaml, answers, new HashSet<>(), problems);
        return answers;
    }

    /** The files meant: each file by itself, and the {@code .yaml} and {@code .yml} files of each folder. */
    public static List<Path> files(List<Path> places, Problems problems) {
        List<Path> files = new ArrayList<>();
        for (Path place : places) {
            if (!Files.isDirectory(place)) {
                if (Files.exists(place)) {
                    files.add(place);
                } else {
                    problems.error(At.file(place.toString()), "", "there is no such file or folder");
                }
                continue;
            }
            try (Stream<Path> inside = Files.list(place)) {
                inside.filter(PinnedFiles::isYaml).sorted().forEach(files::add);
            } catch (NoSuchFileException gone) {
                problems.error(At.file(place.toString()), "", "there is no such file or folder");
            } catch (IOException unreadable) {
                problems.error(At.file(place.toString()), "", "the folder cannot be read");
            }
        }
        return files;
    }

    private static long compared(List<PinnedAnswer> answers) {
        return answers.stream()
                .filter(answer -> answer.byMeaning() != null)
                .mapToLong(answer -> answer.questions().size())
                .sum();
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private static void add(String name, String yaml, List<PinnedAnswer> answers, Set<String> ids, Problems problems) {
        Tree tree = YamlReader.read(name, yaml, NO_ENVIRONMENT, problems);
        var reading = new Reading(At.file(name), Path.of("").toAbsolutePath(), problems);
        List<PinnedConfig.Item> found = PinnedConfig.FILE.read(tree, reading.root());
        if (found == null) {
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            PinnedAnswer answer = found.get(i).answer();
            String path = "pinned[" + i + "]";
            if (!ids.add(answer.id())) {
                problems.error(
                        reading.at(path + ".id"), path + ".id", "'" + answer.id() + "' is the id of another one");
            }
            if (found.get(i).minOfNothing()) {
                problems.error(
                        reading.at(path + ".min_similarity"),
                        path + ".min_similarity",
                        "counts with 'match: semantic' only; add that, or leave this out");
            }
            if (answer.fromEpochMs() >= answer.untilEpochMs()) {
                problems.error(reading.at(path + ".valid"), path + ".valid", "'to' must be after 'from'");
            }
            answers.add(answer);
        }
    }
}
