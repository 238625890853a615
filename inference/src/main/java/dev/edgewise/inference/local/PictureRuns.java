package dev.edgewise.inference.local;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ImageBytes;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.image.ImageReading;
import dev.edgewise.inference.image.ImageRefusedException;
import dev.edgewise.inference.image.Pixels;
import dev.edgewise.inference.onnx.ImageModel;
import dev.edgewise.inference.schedule.SoloLimits;
import dev.edgewise.inference.schedule.SoloRunner;
import dev.edgewise.inference.schedule.TurnTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decodes and labels pictures on a few platform threads: one in each turn, so that nobody waits behind the whole of another's
 * list. Any thread.
 */
final class PictureRuns implements AutoCloseable {
    /** Encoded bytes of all jobs; one alone may exceed it. */
    private static final long BYTES_HELD_MAX = 256L << 20;

    private final SoloRunner runner;

    /**
     * Threads are started when first needed.
     *
     * @param threads pictures worked on at once
     * @param jobsQueuedMax jobs waiting before new ones are refused
     * @param nanoTime the clock of the deadlines, in nanoseconds
     */
    PictureRuns(int threads, int jobsQueuedMax, LongSupplier nanoTime) {
        this.runner =
                new SoloRunner("edgewise-picture", new SoloLimits(threads, jobsQueuedMax, BYTES_HELD_MAX), nanoTime);
    }

    /** One caller's pictures, and those of their numbers that are there. */
    private static final class Pictures implements TurnTask<float[]> {
        private final ImageModel model;
        private final List<ImageBytes> images;
        private final int labels;
        private final float[] numbers;
        private int next;

        Pictures(ImageModel model, List<ImageBytes> images, int labels) {
            this.model = model;
            this.images = images;
            this.labels = labels;
            this.numbers = new float[images.size() * labels];
        }

        @Override
        public Optional<float[]> turn(Cancellation stop) throws Exception {
            try {
                Pixels pixels = ImageReading.read(images.get(next).bytes());
                System.arraycopy(model.run(pixels, stop), 0, numbers, next * labels, labels);
            } catch (ImageRefusedException e) {
                String where = images.size() == 1 ? "" : "input " + next + ": ";
                throw new EngineException(Fault.of(Fault.Kind.INPUT_INVALID, where + e.getMessage()), e);
            }
            next++;
            return next == images.size() ? Optional.of(numbers) : Optional.empty();
        }

        long bytes() {
            return images.stream().mapToLong(image -> image.bytes().length).sum();
        }
    }

    /**
     * Labels pictures, and waits for them.
     *
     * @return the labels' numbers, picture after picture
     * @throws EngineException if a picture cannot be read, the model fails, the queue is full, or the call ends first
     * @throws InterruptedException if the calling thread is interrupted
     */
    float[] run(ImageModel model, List<ImageBytes> images, int labels, Call call)
            throws EngineException, InterruptedException {
        var pictures = new Pictures(model, images, labels);
        return runner.runInTurns(pictures, model.pace(), pictures.bytes(), PictureRuns::nothing, call);
    }

    private static void nothing() {}

    /** A guess at the time until a new job of normal priority would begin, by what pictures took lately. */
    Duration untilStart() {
        return runner.untilStart(Priority.NORMAL);
    }

    /** Refuses new jobs, fails those that wait, and returns when running ones are done. */
    @Override
    public void close() {
        runner.close();
    }
}
