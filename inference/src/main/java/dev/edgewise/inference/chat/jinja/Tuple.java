package dev.edgewise.inference.chat.jinja;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A list that Python writes in parentheses. */
final class Tuple extends AbstractList<Object> implements RandomAccess {
    private final List<Object> items;

    Tuple(List<Object> items) {
        this.items = List.copyOf(items);
    }

    static Tuple of(Object... items) {
        return new Tuple(List.of(items));
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}
