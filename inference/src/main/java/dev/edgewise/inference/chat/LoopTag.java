package dev.edgewise.inference.chat;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.parse.TagToken;
import com.hubspot.jinjava.util.ForLoop;
import com.hubspot.jinjava.util.LengthLimitingStringBuilder;
import com.hubspot.jinjava.util.ObjectIterator;
import com.hubspot.jinjava.util.ObjectTruthValue;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tag {@code for} as the original Jinja has it: with {@code loop.previtem} and {@code loop.nextitem}, and with a
 * condition ({@code for x in y if z}) that leaves items out before they are counted; {@code else} is for where none is left.
 */
final class LoopTag extends ForTag {
    private static final long serialVersionUID = 1;

    @Override
    public String interpretUnchecked(TagNode tag, JinjavaInterpreter interpreter) {
        var head = getLoopVarsAndExpression((TagToken) tag.getMaster());
        Optional<Condition> condition = Condition.of(head.getRight());
        if (condition.isEmpty()) {
            return super.interpretUnchecked(tag, interpreter);
        }
        List<String> names = head.getLeft();
        Object all = interpreter.resolveELExpression(condition.get().items(), tag.getLineNumber());
        List<Object> kept = new ArrayList<>();
        try (var _ = interpreter.enterScope()) {
            for (Object item : items(all)) {
                Sandbox.step(interpreter);
                name(interpreter, names, item);
                Object holds = interpreter.resolveELExpression(condition.get().holds(), tag.getLineNumber());
                if (ObjectTruthValue.evaluate(holds)) {
                    kept.add(item);
                }
            }
        }
        return renderForCollection(tag, interpreter, names, kept);
    }

    /** Linked lists, since the library's nodes have no other children. */
    @Override
    @SuppressWarnings("JdkObsolete")
    public String renderForCollection(
            TagNode tag, JinjavaInterpreter interpreter, List<String> names, @Nullable Object collection) {
        List<Object> items = items(collection);
        LinkedList<Node> nodes = tag.getChildren();
        int otherwise =
                Iterables.indexOf(nodes, node -> node instanceof TagNode child && child.getTag() instanceof ElseTag);
        if (otherwise < 0) {
            return super.renderForCollection(tag, interpreter, names, new Items(items, interpreter));
        }
        if (items.isEmpty()) {
            return rendered(nodes.subList(otherwise + 1, nodes.size()), interpreter);
        }
        // The library would render both branches for every item.
        var each = new TagNode(this, (TagToken) tag.getMaster(), tag.getSymbols());
        each.setChildren(new LinkedList<>(nodes.subList(0, otherwise)));
        return super.renderForCollection(each, interpreter, names, new Items(items, interpreter));
    }

    private static String rendered(List<Node> nodes, JinjavaInterpreter interpreter) {
        var text = new LengthLimitingStringBuilder(interpreter.getConfig().getMaxOutputSize());
        try (var _ = interpreter.enterScope()) {
            for (Node node : nodes) {
                text.append(node.render(interpreter));
            }
        }
        return text.toString();
    }

    private static List<Object> items(@Nullable Object collection) {
        return Lists.newArrayList(ObjectIterator.getLoop(collection));
    }

    private static void name(JinjavaInterpreter interpreter, List<String> names, @Nullable Object item) {
        Context context = interpreter.getContext();
        if (names.size() == 1) {
            context.put(names.getFirst(), interpreter.wrap(item));
            return;
        }
        List<?> parts = item instanceof Map.Entry<?, ?> entry
                ? Lists.newArrayList(entry.getKey(), entry.getValue())
                : item instanceof List<?> list ? list : List.of();
        for (int i = 0; i < names.size(); i++) {
            context.put(names.get(i), i < parts.size() ? interpreter.wrap(parts.get(i)) : null);
        }
    }

    /** Goes over the items, and shows the template its loop from the first of them on. */
    private static final class Items extends AbstractCollection<Object> {
        private final List<Object> items;
        private final JinjavaInterpreter interpreter;

        Items(List<Object> items, JinjavaInterpreter interpreter) {
            this.items = items;
            this.interpreter = interpreter;
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public Iterator<Object> iterator() {
            Iterator<Object> each = items.iterator();
            return new Iterator<>() {
                private @Nullable Loop loop;

                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Object next() {
                    if (loop == null) {
                        // The library has put its own there by now.
                        Context context = interpreter.getContext();
                        loop = new Loop((ForLoop) Objects.requireNonNull(context.get(LOOP)), items);
                        context.put(LOOP, loop);
                    }
                    loop.next();
                    return each.next();
                }
            };
        }
    }

    /**
     * The two parts of {@code y if z}.
     *
     * @param items what is gone over
     * @param holds what must hold of an item
     */
    private record Condition(String items, String holds) {
        /** Empty where there is none: {@code y if z else w} is a value. */
        static Optional<Condition> of(String expression) {
            int at = word(expression, "if", 0);
            return at < 0 || word(expression, "else", at) >= 0
                    ? Optional.empty()
                    : Optional.of(new Condition(expression.substring(0, at), expression.substring(at + "if".length())));
        }

        /** Where that word stands outside of texts and brackets, at {@code from} or later; -1 where it does not. */
        private static int word(String expression, String word, int from) {
            int depth = 0;
            char quote = 0;
            for (int i = from; i < expression.length(); i++) {
                char c = expression.charAt(i);
                if (quote != 0) {
                    i += c == '\\' ? 1 : 0;
                    quote = c == quote ? 0 : quote;
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else if ("([{".indexOf(c) >= 0) {
                    depth++;
                } else if (")]}".indexOf(c) >= 0) {
                    depth--;
                } else if (depth == 0
                        && expression.startsWith(word, i)
                        && ends(expression, i - 1)
                        && ends(expression, i + word.length())) {
                    return i;
                }
            }
            return -1;
        }

        /** Whether no name goes on at that place. */
        private static boolean ends(String expression, int at) {
            return at < 0
                    || at >= expression.length()
                    || !(Character.isJavaIdentifierPart(expression.charAt(at)) || expression.charAt(at) == '.');
        }
    }
}
