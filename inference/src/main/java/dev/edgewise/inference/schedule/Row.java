package dev.edgewise.inference.schedule;

import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.TokenStates;

/** One input of a {@link RowJob}, cut into tokens and waiting for its turn. */
public final class Row implements TokenRow {
    private final RowJob job;
    private final int index;
    private final int[] ids;
    private int round;

    Row(RowJob job, int index, int[] ids) {
        this.job = job;
        this.index = index;
        this.ids = ids;
    }

    @Override
    public int tokens() {
        return ids.length;
    }

    @Override
    public int id(int position) {
        return ids[position];
    }

    /** What it was cut of. */
    public TextInput input() {
        return job.input(index);
    }

    /** What its caller wanted to stand before it, as {@link RowModel#tokens(String, TextInput)} was told; empty for nothing. */
    public String prompt() {
        return job.prompt();
    }

    /** Copies this row's output, {@link RowModel#outputsPerRow()} floats, to where the caller will read it. */
    public void answer(float[] output) {
        System.arraycopy(output, 0, job.outputs(), index * output.length, output.length);
    }

    /** Whether the caller wants the states of the tokens too. */
    public boolean wantsTokenStates() {
        return job.wantsTokenStates();
    }

    /** Hands over the states of this row's tokens; a model that has none does not. */
    public void answerTokens(TokenStates states) {
        job.tokenStates(index, states);
    }

    /** The round of its job's turn that it is part of; set when it is ready to run. */
    int round() {
        return round;
    }

    void round(int turn) {
        round = turn;
    }

    int index() {
        return index;
    }

    RowJob job() {
        return job;
    }
}
