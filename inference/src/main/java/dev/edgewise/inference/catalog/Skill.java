package dev.edgewise.inference.catalog;

import dev.edgewise.inference.Task;
import dev.edgewise.inference.tensor.TensorPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a model can do, with what a caller must know about it: one kind for each {@link Task}. Immutable. */
public sealed interface Skill {
    /** The task it is for. */
    Task task();

    /**
     * Most tokens it reads in one input, special tokens and, where it writes, its own included; 0 for a model that reads
     * no text.
     */
    int tokensMax();

    /** One that labels what it is given. */
    sealed interface Labels extends Skill {
        /** Their names, in the order of the model's outputs. */
        List<String> labels();

        /** Whether more than one may hold at once. */
        boolean several();

        /** Whether the graph's output is scores already, not what softmax or sigmoid makes them of. */
        boolean probabilities();

        /** What its scores are worth. */
        Calibration calibration();

        /** The same with another calibration. */
        Labels calibrated(Calibration other);
    }

    /**
     * Vectors of texts.
     *
     * @param dimensions length of the vectors
     * @param tokensMax most tokens of one input
     * @param vocabularySize its token ids are 0 to this − 1
     * @param rowsPerBatchMax most inputs run together; 1 where an answer would depend on its neighbours in the batch
     * @param pooling how the tokens' states become one vector
     * @param normalized whether vectors are scaled to length 1
     * @param prompts what it was trained to see before a text, by name, such as {@code query} to {@code "query: "}
     * @param defaultPrompt the prompt of a text whose caller names none; empty for none
     * @param shortening to which lengths vectors may be cut
     * @param habits what is done with texts before, and with prompts after
     */
    record Embedding(
            int dimensions,
            int tokensMax,
            int vocabularySize,
            int rowsPerBatchMax,
            Pooling pooling,
            boolean normalized,
            Map<String, String> prompts,
            Optional<String> defaultPrompt,
            Shortening shortening,
            TextHabits habits)
            implements Skill {
        /** @throws IllegalArgumentException if a number is not positive, or the default names no prompt */
        public Embedding {
            positive(dimensions, tokensMax, vocabularySize, rowsPerBatchMax);
            prompts = Map.copyOf(prompts);
            if (defaultPrompt.isPresent() && !prompts.containsKey(defaultPrompt.get())) {
                throw new IllegalArgumentException("there is no prompt named " + defaultPrompt.get());
            }
        }

        /** One whose vectors may not be cut, of texts as they are. */
        public Embedding(
                int dimensions,
                int tokensMax,
                int vocabularySize,
                int rowsPerBatchMax,
                Pooling pooling,
                boolean normalized,
                Map<String, String> prompts,
                Optional<String> defaultPrompt) {
            this(
                    dimensions,
                    tokensMax,
                    vocabularySize,
                    rowsPerBatchMax,
                    pooling,
                    normalized,
                    prompts,
                    defaultPrompt,
                    Shortening.NONE,
                    TextHabits.USUAL);
        }

        @Override
        public Task task() {
            return Task.EMBED;
        }
    }

    /**
     * Text that goes on.
     *
     * @param tokensMax most tokens of prompt and answer together
     * @param vocabularySize its token ids are 0 to this − 1
     * @param chatTemplate the Jinja template that writes a conversation as a prompt; empty where it cannot chat
     * @param memoryBytesPerToken what the keys and values of one token take, in bytes; 0 where that is not known
     * @param spareText whether it takes the memory of one text more than it writes at once: attention spelled out gives
     *     keys and values anew in each run
     */
    record Generation(
            int tokensMax,
            int vocabularySize,
            Optional<String> chatTemplate,
            long memoryBytesPerToken,
            boolean spareText)
            implements Skill {
        /** @throws IllegalArgumentException if a number is not positive, or the memory negative */
        public Generation {
            positive(tokensMax, vocabularySize);
            if (memoryBytesPerToken < 0) {
                throw new IllegalArgumentException("memory is not negative: " + memoryBytesPerToken);
            }
        }

        /** Whether it has been taught to call tools: its template then writes them. */
        public boolean knowsTools() {
            return chatTemplate.isPresent() && chatTemplate.get().contains("tools");
        }

        @Override
        public Task task() {
            return Task.GENERATE;
        }
    }

    /**
     * Labels of texts.
     *
     * @param labels their names, in the order of the model's outputs
     * @param several whether more than one may hold at once
     * @param tokensMax most tokens of one input
     * @param vocabularySize its token ids are 0 to this − 1
     * @param rowsPerBatchMax most inputs run together; 1 where an answer would depend on its neighbours in the batch
     * @param calibration what its scores are worth
     */
    record Classification(
            List<String> labels,
            boolean several,
            int tokensMax,
            int vocabularySize,
            int rowsPerBatchMax,
            Calibration calibration)
            implements Labels {
        /** @throws IllegalArgumentException if a number is not positive, or there is no label */
        public Classification {
            labels = List.copyOf(labels);
            positive(labels.size(), tokensMax, vocabularySize, rowsPerBatchMax);
        }

        @Override
        public boolean probabilities() {
            return false;
        }

        @Override
        public Classification calibrated(Calibration other) {
            return new Classification(labels, several, tokensMax, vocabularySize, rowsPerBatchMax, other);
        }

        @Override
        public Task task() {
            return Task.CLASSIFY;
        }
    }

    /**
     * Scores of pairs of texts.
     *
     * @param tokensMax most tokens of a pair
     * @param vocabularySize its token ids are 0 to this − 1
     * @param rowsPerBatchMax most pairs run together; 1 where a score would depend on its neighbours in the batch
     */
    record Reranking(int tokensMax, int vocabularySize, int rowsPerBatchMax) implements Skill {
        /** @throws IllegalArgumentException if a number is not positive */
        public Reranking {
            positive(tokensMax, vocabularySize, rowsPerBatchMax);
        }

        @Override
        public Task task() {
            return Task.RERANK;
        }
    }

    /**
     * Labels of pictures.
     *
     * @param labels their names, in the order of the model's outputs
     * @param several whether more than one may hold at once
     * @param probabilities whether the graph's output is scores already, not what softmax or sigmoid makes them of
     * @param recipe how a picture becomes the model's input
     * @param calibration what its scores are worth
     */
    record ImageClassification(
            List<String> labels, boolean several, boolean probabilities, ImageRecipe recipe, Calibration calibration)
            implements Labels {
        /** @throws IllegalArgumentException if there is no label */
        public ImageClassification {
            labels = List.copyOf(labels);
            positive(labels.size());
        }

        @Override
        public ImageClassification calibrated(Calibration other) {
            return new ImageClassification(labels, several, probabilities, recipe, other);
        }

        @Override
        public Task task() {
            return Task.CLASSIFY_IMAGE;
        }

        @Override
        public int tokensMax() {
            return 0;
        }
    }

    /**
     * Labels of rows of numbers.
     *
     * @param labels their names, in the order of the model's output
     * @param several whether more than one may hold at once
     * @param probabilities whether the graph's output is scores already, not what softmax or sigmoid makes them of
     * @param inputs what a caller must give; the first dimension of each is the rows, −1
     * @param output the output with one number for each row and label
     * @param rowsPerBatchMax most rows run together; 1 where an answer would depend on its neighbours in the batch
     * @param rowsFixed how many rows each run must have; 0 for any
     * @param calibration what its scores are worth
     */
    record TensorClassification(
            List<String> labels,
            boolean several,
            boolean probabilities,
            List<TensorPort> inputs,
            String output,
            int rowsPerBatchMax,
            int rowsFixed,
            Calibration calibration)
            implements Labels {
        /** @throws IllegalArgumentException if there is no label or input, or a size is not positive */
        public TensorClassification {
            labels = List.copyOf(labels);
            inputs = List.copyOf(inputs);
            positive(labels.size(), inputs.size(), rowsPerBatchMax);
            if (rowsFixed < 0) {
                throw new IllegalArgumentException("a number of rows is not negative: " + rowsFixed);
            }
        }

        @Override
        public TensorClassification calibrated(Calibration other) {
            return new TensorClassification(
                    labels, several, probabilities, inputs, output, rowsPerBatchMax, rowsFixed, other);
        }

        @Override
        public Task task() {
            return Task.CLASSIFY_TENSOR;
        }

        @Override
        public int tokensMax() {
            return 0;
        }
    }

    /** Tensors in, tensors out. */
    record Tensors() implements Skill {
        @Override
        public Task task() {
            return Task.INFER;
        }

        @Override
        public int tokensMax() {
            return 0;
        }
    }

    private static void positive(int... sizes) {
        for (int size : sizes) {
            if (size <= 0) {
                throw new IllegalArgumentException("every size of a model must be positive");
            }
        }
    }
}
