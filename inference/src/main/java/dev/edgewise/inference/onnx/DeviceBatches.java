package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.schedule.Batching;
import dev.edgewise.inference.schedule.TokenRow;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;

/**
 * How an encoder's rows run together on a device: in batches with padding, if the model takes a mask and its answers are then
 * those of rows alone, which a run at load shows; else in rows of equal length.
 */
final class DeviceBatches {
    private static final System.Logger LOG = System.getLogger(DeviceBatches.class.getName());

    /** Rows of a run where the model's manifest says nothing. */
    private static final int ROWS_MAX = 64;

    /** Positions of a run. */
    private static final int TOKENS_MAX = 8192;

    /** Numbers that come out of a run, for each thread that runs it. */
    private static final int BYTES_MAX = 32 << 20;

    /** As share of the length of what comes out: a cosine of .9999. */
    private static final double DIFFERENCE_MAX = 0.014;

    /** Lengths of the rows in the run that is tried: another one, padded to a fourth, stands beside them. */
    private static final int[] TRIED = {11, 16, 5};

    private static final int ID_MIN = 100;
    private static final int IDS = 400;

    private DeviceBatches() {}

    /** An encoder as far as its batches go. */
    record Encoder(EncoderSession session, EncoderPorts ports, int width, boolean perRow) {}

    /** Tokens that are made up. */
    private record Tried(int tokens, int row, int vocabularySize) implements TokenRow {
        @Override
        public int id(int position) {
            return (ID_MIN + (37 * position + 11 * row) % IDS) % vocabularySize;
        }
    }

    /**
     * The batches of a model.
     *
     * @param rowsOnProcessor most rows of a run there; 1 where rows change their neighbours' answers
     */
    static Batching of(ModelCard card, Encoder encoder, int rowsOnProcessor, int tokensMax, int vocabularySize) {
        Batching equal = Batching.ofEqualLengths(rowsOnProcessor, tokensMax);
        if (rowsOnProcessor == 1 || !encoder.ports().mask() || tokensMax < TRIED[1]) {
            return equal;
        }
        double off;
        try {
            off = difference(encoder, vocabularySize);
        } catch (OrtException | EngineException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    card.id() + ": texts of equal length alone run together, for padding cannot be tried",
                    e);
            return equal;
        }
        if (!(off <= DIFFERENCE_MAX)) {
            LOG.log(
                    Level.INFO,
                    "{0} answers differently beside padding, by {1} of the length: texts of equal length alone run together",
                    card.id(),
                    String.format(Locale.ROOT, "%.3g", off));
            return equal;
        }
        int affordable = BYTES_MAX / Float.BYTES / encoder.width();
        return Batching.padded(
                card.wishes().rowsPerBatchMax().orElse(ROWS_MAX),
                tokensMax,
                Math.clamp(affordable, tokensMax, Math.max(tokensMax, TOKENS_MAX)));
    }

    /** How far what a padded run gives is from what the rows give alone, at worst, as share of the length. */
    static double difference(Encoder encoder, int vocabularySize) throws OrtException, EngineException {
        int width = TRIED[1];
        List<Tried> rows = List.of(
                new Tried(TRIED[0], 0, vocabularySize),
                new Tried(TRIED[1], 1, vocabularySize),
                new Tried(TRIED[2], 2, vocabularySize));
        float[][] together = run(encoder, rows, rows.size() + 1, width);
        double worst = 0;
        for (int i = 0; i < rows.size(); i++) {
            float[] alone = run(encoder, rows.subList(i, i + 1), 1, rows.get(i).tokens())[0];
            worst = Math.max(worst, apart(alone, together[i]));
        }
        return worst;
    }

    private static float[][] run(Encoder encoder, List<Tried> rows, int computed, int width)
            throws OrtException, EngineException {
        EncoderBuffers buffers = EncoderBuffers.of(encoder.ports(), computed, width, encoder.width(), encoder.perRow());
        try (EncoderRuns runs = encoder.session().over(buffers);
                EncoderRuns.ShapeRun run = runs.prepare(computed, width)) {
            for (int row = 0; row < rows.size(); row++) {
                buffers.put(row, width, rows.get(row));
            }
            buffers.leaveOut(rows.size(), computed, width);
            run.run();
        }
        int vectors = buffers.vectors(1, width);
        buffers.widen(computed * vectors * encoder.width());
        float[][] read = new float[rows.size()][];
        for (int row = 0; row < read.length; row++) {
            read[row] = new float[buffers.vectors(1, rows.get(row).tokens()) * encoder.width()];
            buffers.states().get(row * vectors * encoder.width(), read[row]);
        }
        return read;
    }

    private static double apart(float[] expected, float[] computed) {
        double length = 0;
        double apart = 0;
        for (int i = 0; i < expected.length; i++) {
            double off = (double) expected[i] - computed[i];
            length += (double) expected[i] * expected[i];
            apart += off * off;
        }
        return Math.sqrt(apart / length);
    }
}
