package dev.edgewise.loadtest.crowd;

import dev.edgewise.loadtest.run.RunReport;

/**
 * What a node did for those who ask in order, without and with a crowd beside them.
 *
 * @param held connections of the crowd that were open when the second run began
 * @param peak the most of them at once
 * @param cut those that the node ended; each came back
 * @param refused those that could not be made
 * @param alone the run before the crowd came
 * @param beside the run beside it
 */
public record CrowdReport(int held, int peak, long cut, long refused, RunReport alone, RunReport beside) {
    /** Whether everyone who asked in order had an answer of status 200, and in time. */
    public boolean allServed() {
        return beside.answered() == beside.due() && beside.statuses().getOrDefault("200", 0L) == beside.due();
    }
}
