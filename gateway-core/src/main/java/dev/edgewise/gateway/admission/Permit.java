package dev.edgewise.gateway.admission;

/** One admitted request's place and body memory. Not shared: it moves with its request from thread to thread. */
public final class Permit {
    private final Admission admission;
    private int bytesHeld;
    private boolean closed;

    Permit(Admission admission) {
        this.admission = admission;
    }

    /** Books {@code bytes} more of body; false when the node holds too much already, and nothing is booked then. */
    public boolean hold(int bytes) {
        if (!admission.hold(bytes)) {
            return false;
        }
        bytesHeld += bytes;
        return true;
    }

    /** Books {@code bytes} of an answer with the bodies; false when the node holds too much already, which refuses nobody. */
    public boolean keeps(int bytes) {
        if (!admission.keep(bytes)) {
            return false;
        }
        bytesHeld += bytes;
        return true;
    }

    /** Bytes booked now. */
    public int bytesHeld() {
        return bytesHeld;
    }

    /** Gives back what was booked since {@code bytes} were. */
    public void backTo(int bytes) {
        if (!closed && bytes < bytesHeld) {
            admission.giveBack(bytesHeld - bytes);
            bytesHeld = bytes;
        }
    }

    /** Gives everything back; a second call does nothing. */
    public void close() {
        if (!closed) {
            closed = true;
            admission.release(bytesHeld);
        }
    }
}
