package dev.edgewise.inference.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter {@code items}: a map's keys with their values, for a loop with two names; none of what is not there. */
final class MapItems implements Filter {
    @Override
    public String getName() {
        return "items";
    }

    @Override
    public Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        return switch (value) {
            case null -> List.of();
            case Map<?, ?> map -> List.copyOf(map.entrySet());
            default -> throw new IllegalArgumentException("items: there is no map before it");
        };
    }
}
