package dev.edgewise.inference.local;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ImageBytes;
import dev.edgewise.inference.image.ImageReading;
import dev.edgewise.inference.image.ImageRefusedException;
import dev.edgewise.inference.image.Pixels;
import dev.edgewise.inference.onnx.ImageModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decodes and labels pictures on a few platform threads. A job that its caller gave up ends before its next picture. Any
 * thread.
 */
final class PictureRuns implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final AtomicLong lastNanos = new AtomicLong();

    /**
     * Threads are started when first needed.
     *
     * @param threads pictures worked on at once
     * @param jobsQueuedMax jobs waiting before new ones are refused
     */
    PictureRuns(int threads, int jobsQueuedMax) {
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(jobsQueuedMax),
                Thread.ofPlatform().daemon().name("edgewise-picture-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** One caller's pictures. */
    private record Job(
            ImageModel model,
            List<ImageBytes> images,
            int labels,
            CompletableFuture<float[]> done,
            AtomicLong lastNanos)
            implements Runnable {
        @Override
        public void run() {
            long began = System.nanoTime();
            float[] numbers = new float[images.size() * labels];
            int image = 0;
            try {
                for (; image < images.size() && !done.isDone(); image++) {
                    Pixels pixels = ImageReading.read(images.get(image).bytes());
                    System.arraycopy(model.run(pixels), 0, numbers, image * labels, labels);
                }
                lastNanos.set(System.nanoTime() - began);
                done.complete(numbers);
            } catch (ImageRefusedException e) {
                String where = images.size() == 1 ? "" : "input " + image + ": ";
                fail(Fault.of(Fault.Kind.INPUT_INVALID, where + e.getMessage()), e);
            } catch (Exception | Error e) {
                fail(Fault.of(Fault.Kind.INTERNAL, "the model failed on this node; try again or ask another node"), e);
            }
        }

        void fail(Fault fault, Throwable cause) {
            done.completeExceptionally(new EngineException(fault, cause));
        }
    }

    /**
     * Queues pictures. Returns at once.
     *
     * @return completes with the labels' numbers, picture after picture, or fails with an {@link EngineException};
     *     completing it in any other way withdraws the job
     * @throws EngineException if the queue is full or closed
     */
    CompletableFuture<float[]> submit(ImageModel model, List<ImageBytes> images, int labels) throws EngineException {
        var done = new CompletableFuture<float[]>();
        try {
            threads.execute(new Job(model, images, labels, done, lastNanos));
        } catch (RejectedExecutionException e) {
            throw threads.isShutdown()
                    ? EngineException.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node")
                    : EngineException.of(Fault.Kind.BUSY, "this node has as many pictures waiting as it may");
        }
        return done;
    }

    /** A guess at the time until a new job would begin: what the last one took, for each job that waits. */
    Duration untilStart() {
        return Duration.ofNanos(lastNanos.get() * threads.getQueue().size() / threads.getMaximumPoolSize());
    }

    /** Refuses new jobs, fails those that wait, and returns when running ones are done. */
    @Override
    public void close() {
        for (Runnable waiting : threads.shutdownNow()) {
            if (waiting instanceof Job job) {
                Fault closed = Fault.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node");
                job.fail(closed, new RejectedExecutionException());
            }
        }
        threads.close();
    }
}
