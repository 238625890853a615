package dev.edgewise.inference.provider;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model is to be computed with.
 *
 * @param order the most wanted first; the processor is always the last
 * @param device which device of the machine, from 0
 * @param deviceBytesMax memory that one model may take of it, in bytes; 0: all of it
 */
public record ProviderPlan(List<Provider> order, int device, long deviceBytesMax) {
    /** The processor alone. */
    public static final ProviderPlan CPU = new ProviderPlan(List.of(Provider.CPU), 0, 0);

    /** Ends the order with the processor. */
    public ProviderPlan {
        Set<Provider> all = new LinkedHashSet<>(order);
        int end = order.indexOf(Provider.CPU);
        if (end >= 0) {
            all.retainAll(order.subList(0, end));
        }
        all.add(Provider.CPU);
        order = List.copyOf(all);
    }

    /** The same device with another order. */
    public ProviderPlan ordered(List<Provider> other) {
        return new ProviderPlan(other, device, deviceBytesMax);
    }

    /** Whether anything but the processor is wanted. */
    public boolean wantsDevice() {
        return order.getFirst().onDevice();
    }
}
