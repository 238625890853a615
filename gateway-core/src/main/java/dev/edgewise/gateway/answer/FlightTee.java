package dev.edgewise.gateway.answer;

import dev.edgewise.cache.flight.Flight;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;

/** Gives a leader's stream to those who wait for the same answer. */
record FlightTee(Flight<Landed, Refusal> flight) implements Tee {
    @Override
    public void note(String model) {
        flight.note(model);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void append(byte[] events) {
        flight.append(events);
    }

    @Override
    public boolean clientLeft() {
        return flight.leaderGone();
    }

    @Override
    public boolean hasOthers() {
        return flight.hasFollowers();
    }

    @Override
    public void onAbandoned(Runnable cancel) {
        flight.onAbandoned(cancel);
    }
}
