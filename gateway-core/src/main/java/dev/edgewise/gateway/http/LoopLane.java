package dev.edgewise.gateway.http;

import dev.edgewise.gateway.lane.Lane;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;

/** The lane of a Vert.x event loop. */
final class LoopLane {
    private LoopLane() {}

    static Lane of(Context context) {
        var internal = (ContextInternal) context;
        return new Lane(task -> internal.runOnContext(run -> task.run()), internal.nettyEventLoop());
    }
}
