package dev.edgewise.cache.flight;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A listener that remembers everything, fails on calls that overlap or come after the end, and can do things inside. */
final class Heard implements FlightListener<String, String> {
    final List<byte[]> chunks = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    /** Broken promises: asserting inside a callback would only look like a listener that throws. */
    final List<String> broken = new ArrayList<>();

    @Nullable
    Flight<String, String> led;

    Runnable inside = () -> {};
    private final AtomicBoolean busy = new AtomicBoolean();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public void chunk(byte[] events) {
        call(() -> {
            chunks.add(events);
            bytes.writeBytes(events);
        });
    }

    @Override
    public void completed(@Nullable String answer) {
        end("completed " + answer);
    }

    @Override
    public void failed(FlightFault<String> fault) {
        end("failed " + fault.cause() + (fault.afterFirstByte() ? " late" : " early"));
    }

    @Override
    public void elected(Flight<String, String> flight) {
        led = flight;
        end("elected");
    }

    @Override
    public void detached(Detachment reason) {
        end("detached " + reason);
    }

    private void end(String what) {
        call(() -> ends.add(what));
    }

    private void call(Runnable remember) {
        if (!busy.compareAndSet(false, true)) {
            broken.add("two calls at once");
        }
        if (!ends.isEmpty()) {
            broken.add("a call after the end");
        }
        remember.run();
        inside.run();
        busy.set(false);
    }
}
