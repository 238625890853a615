package dev.edgewise.inference.residency;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Models that are nothing but their size, and a memory that adds them up. */
final class FakeSupply implements ModelSupply<FakeSupply.Fake>, MemoryProbe {
    private static final long MB = 1_000_000;

    final List<String> events = new CopyOnWriteArrayList<>();
    final AtomicLong usedBytes = new AtomicLong();
    volatile @Nullable CountDownLatch gate;
    volatile @Nullable String failure;

    /** Why a scan refuses the files of all models. */
    volatile @Nullable String refused;

    /** Why the memory cannot be told once a model is loaded. */
    volatile @Nullable String unmeasured;

    /** What the next model that is freed ends with. */
    volatile @Nullable Error freeing;

    /** Loads and frees of single models that wait. */
    final Map<ModelId, CountDownLatch> gates = new ConcurrentHashMap<>();

    /** What each loaded model may ask for more. */
    final Map<ModelId, Allowance> allowances = new ConcurrentHashMap<>();

    /** What the memory was told of models that come and go. */
    final List<Boolean> movingTold = new CopyOnWriteArrayList<>();

    final AtomicInteger trims = new AtomicInteger();
    final AtomicInteger loading = new AtomicInteger();
    final AtomicInteger loadingMost = new AtomicInteger();
    private final Map<ModelId, ModelPlan> plans = new ConcurrentHashMap<>();
    private final Map<ModelId, Long> realBytes = new ConcurrentHashMap<>();
    private final Map<ModelId, ModelPlan> plansOnceLoaded = new ConcurrentHashMap<>();

    final class Fake implements AutoCloseable {
        final ModelId id;
        private final long bytes;
        volatile boolean closed;

        Fake(ModelId id, long bytes) {
            this.id = id;
            this.bytes = bytes;
            usedBytes.addAndGet(bytes);
        }

        @Override
        public void close() {
            passGate(id);
            closed = true;
            usedBytes.addAndGet(-bytes);
            events.add("free " + id);
            Error ending = freeing;
            if (ending != null) {
                freeing = null;
                throw ending;
            }
        }
    }

    void add(String name, long estimateMb, long realMb, KeepAlive keepAlive) {
        plans.put(new ModelId(name), new ModelPlan(Footprint.ofHost(estimateMb * MB), keepAlive));
        realBytes.put(new ModelId(name), realMb * MB);
    }

    /** There is no such model any more. */
    void remove(String name) {
        plans.remove(new ModelId(name));
    }

    /** A model that keeps texts. */
    void addWriter(String name, long mb, long textMb) {
        plans.put(
                new ModelId(name),
                new ModelPlan(Footprint.ofHost(mb * MB), Footprint.ofHost(textMb * MB), KeepAlive.FOREVER));
        realBytes.put(new ModelId(name), mb * MB);
    }

    /** A model whose texts lie on the device with the rest of it. */
    void addWriterOnDevice(String name, long mb, long textMb) {
        plans.put(
                new ModelId(name),
                new ModelPlan(new Footprint(0, mb * MB), new Footprint(0, textMb * MB), KeepAlive.FOREVER));
        realBytes.put(new ModelId(name), 0L);
    }

    private void passGate(ModelId model) {
        CountDownLatch wait = gates.get(model);
        if (wait != null) {
            try {
                wait.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A model that takes memory of the device alone. */
    void addOnDevice(String name, long mb) {
        plans.put(new ModelId(name), new ModelPlan(new Footprint(0, mb * MB), KeepAlive.FOREVER));
        realBytes.put(new ModelId(name), 0L);
    }

    /** A model that was to take the device's memory and, when it is loaded, takes the host's. */
    void addFallingBack(String name, long mb) {
        addOnDevice(name, mb);
        plansOnceLoaded.put(new ModelId(name), new ModelPlan(Footprint.ofHost(mb * MB), KeepAlive.FOREVER));
    }

    void add(String name, long mb) {
        add(name, mb, mb, KeepAlive.FOREVER);
    }

    @Override
    public Optional<ModelPlan> plan(ModelId model) {
        return Optional.ofNullable(plans.get(model));
    }

    @Override
    public Fake load(ModelId model, Allowance allowance) throws IOException {
        loadingMost.accumulateAndGet(loading.incrementAndGet(), Math::max);
        try {
            return loadOne(model, allowance);
        } finally {
            loading.decrementAndGet();
        }
    }

    private Fake loadOne(ModelId model, Allowance allowance) throws IOException {
        passGate(model);
        CountDownLatch wait = gate;
        if (wait != null) {
            try {
                wait.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        String broken = failure;
        if (broken != null) {
            throw new IOException(broken);
        }
        String harmful = refused;
        if (harmful != null) {
            throw new IOException(new RefusedModelException(harmful));
        }
        events.add("load " + model);
        allowances.put(model, allowance);
        Optional.ofNullable(plansOnceLoaded.get(model)).ifPresent(plan -> plans.put(model, plan));
        return new Fake(model, realBytes.get(model));
    }

    @Override
    public Footprint used() {
        String untold = unmeasured;
        if (untold != null && usedBytes.get() > 0) {
            throw new IllegalStateException(untold);
        }
        return Footprint.ofHost(usedBytes.get());
    }

    @Override
    public void moving(boolean some) {
        movingTold.add(some);
    }

    @Override
    public boolean trim() {
        trims.incrementAndGet();
        // What a load leaves is trimmed too; told is what frees whole models.
        if (!events.isEmpty() && events.getLast().startsWith("free")) {
            events.add("trim");
        }
        return true;
    }
}
