package dev.edgewise.inference.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template sees as {@code loop}. One thread. */
final class Loop implements Callable {
    private final List<Object> items;
    private final int depth;
    private final @Nullable Callable again;
    private int index = -1;
    private @Nullable Object last;

    /**
     * A loop before its first turn.
     *
     * @param depth how many loops it was called from
     * @param again goes over other items in the same way; null where the template does not say {@code recursive}
     */
    Loop(List<Object> items, int depth, @Nullable Callable again) {
        this.items = items;
        this.depth = depth;
        this.again = again;
    }

    void next() {
        index++;
    }

    Object get(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> items.size() - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("the item before the first");
            case "nextitem" ->
                index + 1 < items.size() ? items.get(index + 1) : new Undefined("the item after the last");
            case "cycle" ->
                (Callable) (given, _) ->
                        given.require(index % Math.max(1, given.places().size()), "value");
            case "changed" -> (Callable) this::changed;
            default -> new Undefined("'" + name + "' of a loop");
        };
    }

    private Object changed(Arguments given, Run run) {
        Object now = new Tuple(given.places());
        boolean changed = last == null || !Values.areEqual(last, now, run);
        last = now;
        return changed;
    }

    @Override
    public Object call(Arguments given, Run run) {
        if (again == null) {
            throw new JinjaException("the loop is not recursive");
        }
        return again.call(given, run);
    }
}
