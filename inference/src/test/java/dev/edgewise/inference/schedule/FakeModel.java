package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Fault;
import dev.edgewise.inference.TextInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Answers a row with its number of tokens, once released or ended; remembers the batches it was given. */
final class FakeModel implements RowModel, AutoCloseable {
    static final int LENGTH_MAX = 256;
    static final int LENGTH_THAT_FAILS = 251;

    private final Batching batching;
    private final ModelPace pace = new ModelPace();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    FakeModel(int rowsPerBatchMax) {
        this(Batching.ofEqualLengths(rowsPerBatchMax, LENGTH_MAX));
    }

    FakeModel(Batching batching) {
        this.batching = batching;
    }

    FakeModel released() {
        released.countDown();
        return this;
    }

    void release() {
        released.countDown();
    }

    /** Releases, so that a failed assertion does not leave a worker waiting. */
    @Override
    public void close() {
        release();
    }

    void awaitRun() throws InterruptedException {
        begun.await();
    }

    List<List<Integer>> batches() {
        return batches;
    }

    @Override
    public int outputsPerRow() {
        return 1;
    }

    @Override
    public int tokensMax() {
        return LENGTH_MAX;
    }

    @Override
    public Batching batching() {
        return batching;
    }

    @Override
    public ModelPace pace() {
        return pace;
    }

    @Override
    public int[] tokens(TextInput input) throws RowRefusedException {
        int[] ids = ((TextInput.TokenIds) input).toArray();
        if (ids.length > LENGTH_MAX) {
            throw new RowRefusedException(Fault.Kind.INPUT_TOO_LONG, "too long");
        }
        return ids;
    }

    @Override
    public void run(List<Row> rows, BatchStop stop) throws InterruptedException {
        batches.add(rows.stream().map(Row::tokens).toList());
        if (!stop.enter(released::countDown)) {
            return;
        }
        begun.countDown();
        released.await();
        if (stop.leave()) {
            throw new IllegalStateException("ended as told");
        }
        if (rows.getFirst().tokens() == LENGTH_THAT_FAILS) {
            throw new IllegalStateException("fails as told");
        }
        for (Row row : rows) {
            row.answer(new float[] {row.tokens()});
        }
    }
}
