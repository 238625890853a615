package dev.edgewise.gateway.config.source;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML into a {@link Tree}: no tags, no merge keys, no duplicate keys, bounded in size, depth and in what aliases
 * multiply. Values stay texts, so the region {@code NO} is Norway and not a falsehood.
 */
public final class YamlReader {

    /** A file longer than this is refused. */
    public static final int FILE_CHARS_MAX = 4 * 1024 * 1024;

    private static final int DEPTH_MAX = 32;
    private static final int NODES_MAX = 200_000;
    private static final int ALIASES_MAX = 10_000;
    private static final Set<Tag> PLAIN =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.SEQ, Tag.MAP);

    /** Null for a built-in default. */
    private final @Nullable String file;

    private final Interpolation interpolation;
    private final Problems problems;
    private int nodeCount;

    private YamlReader(@Nullable String file, Interpolation interpolation, Problems problems) {
        this.file = file;
        this.interpolation = interpolation;
        this.problems = problems;
    }

    /**
     * Reads one document.
     *
     * @param file the name for messages
     * @param text the content; empty stands for an empty mapping
     * @param environment what {@code ${NAME}} reads
     * @param problems receives what is wrong
     * @return the tree; {@link Tree.Broken} when the text is no YAML at all
     */
    public static Tree read(String file, String text, Map<String, String> environment, Problems problems) {
        return new YamlReader(file, new Interpolation(environment, problems), problems).document(text);
    }

    /**
     * Reads the text of a built-in default.
     *
     * @throws IllegalArgumentException when it is no YAML: a bug
     */
    public static Tree readDefault(String text) {
        Problems problems = new Problems();
        YamlReader reader = new YamlReader(null, new Interpolation(Map.of(), problems), problems);
        Tree tree = reader.document(text);
        if (problems.anyError()) {
            throw new IllegalArgumentException(text);
        }
        return tree;
    }

    private Tree document(String text) {
        At whole = place(0, 0);
        if (text.length() > FILE_CHARS_MAX) {
            problems.error(whole, "", "expected at most " + FILE_CHARS_MAX + " characters; found " + text.length());
            return new Tree.Broken(whole);
        }
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(FILE_CHARS_MAX);
        bounds.setNestingDepthLimit(DEPTH_MAX);
        bounds.setMaxAliasesForCollections(ALIASES_MAX);
        // Tags are refused below, with their place.
        bounds.setTagInspector(tag -> true);
        bounds.setAllowRecursiveKeys(false);
        try {
            StreamReader reader = new StreamReader(new StringReader(text));
            Composer composer = new Composer(new ParserImpl(reader, bounds), new Resolver(), bounds);
            Node root = composer.getSingleNode();
            return root == null ? new Tree.Entries(List.of(), place(1, 1)) : tree(root, 0, "");
        } catch (MarkedYAMLException notYaml) {
            problems.error(at(notYaml.getProblemMark(), whole), "", syntax(notYaml, text));
        } catch (YAMLException notYaml) {
            // The reader's own complaint about a character; its text names a code point and a position only.
            problems.error(
                    whole, "", "expected readable YAML; found a character that YAML does not allow, or too much");
        }
        return new Tree.Broken(whole);
    }

    /** The parser's complaint without its excerpt of the file, which may hold a secret. */
    private static String syntax(MarkedYAMLException notYaml, String text) {
        String problem = notYaml.getProblem() == null ? "not understood" : notYaml.getProblem();
        if (problem.contains("\\t(TAB)")) {
            return "not valid YAML: indent with spaces, not tabs";
        }
        Mark mark = notYaml.getProblemMark();
        String hint = mark != null && line(text, mark.getLine()).contains("${")
                ? "; inside {…} and […] a ${NAME} needs quotes: \"${NAME}\""
                : "";
        return "not valid YAML: " + Texts.plain(problem) + hint;
    }

    private static String line(String text, int number) {
        return text.lines().skip(number).findFirst().orElse("");
    }

    private Tree tree(Node node, int depth, String path) {
        At at = at(node.getStartMark(), At.NOWHERE);
        if (++nodeCount > NODES_MAX || depth > DEPTH_MAX) {
            if (nodeCount == NODES_MAX + 1 || depth > DEPTH_MAX) {
                problems.error(
                        at,
                        path,
                        "expected at most " + NODES_MAX + " values, nested at most " + DEPTH_MAX
                                + " deep; an alias may multiply or contain itself");
            }
            return new Tree.Broken(at);
        }
        if (!PLAIN.contains(node.getTag()) && !node.getTag().equals(Tag.MERGE)) {
            problems.error(
                    at,
                    path,
                    "expected a plain value; found the tag "
                            + Texts.quote(node.getTag().getValue()));
            return new Tree.Broken(at);
        }
        return switch (node) {
            case ScalarNode scalar ->
                scalar.isPlain() && scalar.getTag().equals(Tag.NULL)
                        ? new Tree.Nothing(at)
                        : interpolation.fill(scalar.getValue(), at, path);
            case SequenceNode list -> items(list, at, depth, path);
            case MappingNode mapping -> entries(mapping, at, depth, path);
            default -> throw new IllegalStateException("a node of a kind that YAML does not have");
        };
    }

    private Tree items(SequenceNode list, At at, int depth, String path) {
        List<Tree> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            items.add(tree(item, depth + 1, Texts.item(path, items.size())));
        }
        return new Tree.Items(List.copyOf(items), at);
    }

    private Tree entries(MappingNode mapping, At at, int depth, String path) {
        List<Tree.Entry> entries = new ArrayList<>();
        Map<String, At> seen = new HashMap<>();
        for (NodeTuple line : mapping.getValue()) {
            At keyAt = at(line.getKeyNode().getStartMark(), at);
            if (!(line.getKeyNode() instanceof ScalarNode key)) {
                problems.error(
                        keyAt, path, "expected a name as key; inside {…} and […] a ${NAME} needs quotes: \"${NAME}\"");
                continue;
            }
            if (key.getTag().equals(Tag.MERGE)) {
                problems.error(keyAt, path, "the merge key '<<' is not supported; write the keys out");
                continue;
            }
            At first = seen.putIfAbsent(key.getValue(), keyAt);
            if (first == null) {
                String below = Texts.key(path, key.getValue());
                entries.add(new Tree.Entry(key.getValue(), keyAt, tree(line.getValueNode(), depth + 1, below)));
            } else {
                problems.error(
                        keyAt,
                        path,
                        "duplicate key " + Texts.quote(key.getValue()) + "; it stands in line " + first.line()
                                + " already");
            }
        }
        return new Tree.Entries(List.copyOf(entries), at);
    }

    private At at(@Nullable Mark mark, At otherwise) {
        return mark == null ? otherwise : place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private At place(int line, int column) {
        return file == null ? At.NOWHERE : new At(file, line, column);
    }
}
