package dev.edgewise.gateway.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of numbers in JSON, for models of one input and of several. */
class RowsReaderTest {
    private static final List<TensorPort> ONE = List.of(new TensorPort("x", TensorType.FP32, List.of(-1L, 3L)));
    private static final List<TensorPort> TWO = List.of(
            new TensorPort("age", TensorType.FP32, List.of(-1L, 1L)),
            new TensorPort("kind", TensorType.INT64, List.of(-1L)));

    private static RowsReader.Read read(String json, List<TensorPort> ports) throws BadTensorException {
        // It stands within a body, as a request has it.
        byte[] body = ("{\"input\": " + json + ", \"model\": \"iris\"}").getBytes(StandardCharsets.UTF_8);
        int from = "{\"input\": ".length();
        return RowsReader.read(body, from, from + json.getBytes(StandardCharsets.UTF_8).length, ports);
    }

    private static List<Tensor> rows(String json, List<TensorPort> ports) throws BadTensorException {
        RowsReader.Read read = read(json, ports);
        assertThat(read).as(json).isInstanceOf(RowsReader.Read.Rows.class);
        return ((RowsReader.Read.Rows) read).tensors();
    }

    private static List<Float> floats(Tensor tensor) {
        List<Float> values = new ArrayList<>();
        for (ByteBuffer data = tensor.data(); data.hasRemaining(); ) {
            values.add(data.getFloat());
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[1,2,3],[4,5,6]]",
                "{\"x\":[[1,2,3],[4,5,6]]}",
                "{\"data\":[[1,2,3],[4,5,6]]}",
                "{\"shape\":[2,3],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6]}",
                "{\"data\":[1,2,3,4,5,6],\"datatype\":\"FP32\",\"shape\":[2,3],\"name\":\"x\"}",
                "{\"shape\":[2,3],\"data\":[[1,2,3],[4,5,6]]}",
                "[{\"name\":\"x\",\"shape\":[2,3],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5,6]}]",
                "{\"x\":{\"shape\":[2,3],\"data\":[1,2,3,4,5,6]}}",
                " [ [ 1.0 , 2e0, 3 ] , [4,5,60e-1] ] "
            })
    void the_same_two_rows_can_be_written_in_many_ways(String json) throws BadTensorException {
        List<Tensor> tensors = rows(json, ONE);

        assertThat(tensors).hasSize(1);
        assertThat(tensors.getFirst()).hasToString("x FP32[2, 3]");
        assertThat(floats(tensors.getFirst())).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    }

    @Test
    void a_row_alone_is_a_list_of_one() throws BadTensorException {
        assertThat(rows("[1,2,3]", ONE).getFirst().shape()).hasToString("[1, 3]");
        assertThat(rows("{\"x\":[1,2,3]}", ONE).getFirst().shape()).hasToString("[1, 3]");
        assertThat(rows("[[1,2,3]]", ONE).getFirst().shape()).hasToString("[1, 3]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"age\":[31,42],\"kind\":[9007199254740993,-1]}",
                "{\"kind\":[9007199254740993,-1],\"age\":[[31],[42]]}",
                "[{\"name\":\"kind\",\"shape\":[2],\"datatype\":\"INT64\",\"data\":[9007199254740993,-1]},"
                        + "{\"name\":\"age\",\"data\":[[31],[42]]}]"
            })
    void several_inputs_come_by_their_names_each_in_its_own_type(String json) throws BadTensorException {
        List<Tensor> tensors = rows(json, TWO);

        Tensor kind = tensors.stream()
                .filter(tensor -> tensor.name().equals("kind"))
                .findFirst()
                .orElseThrow();
        Tensor age = tensors.stream()
                .filter(tensor -> tensor.name().equals("age"))
                .findFirst()
                .orElseThrow();
        assertThat(kind).hasToString("kind INT64[2]");
        assertThat(kind.data().getLong()).as("to the bit").isEqualTo(9_007_199_254_740_993L);
        assertThat(age).hasToString("age FP32[2, 1]");
        assertThat(floats(age)).containsExactly(31f, 42f);
    }

    @Test
    void numbers_alone_are_a_row_where_each_input_has_one() throws BadTensorException {
        List<Tensor> tensors = rows("{\"age\":31,\"kind\":7}", TWO);

        assertThat(tensors.toString()).isEqualTo("[age FP32[1, 1], kind INT64[1]]");
        assertThat(tensors.getLast().data().getLong()).isEqualTo(7);
    }

    @Test
    void an_input_that_is_called_as_a_member_of_a_tensor_is_found_by_its_name() throws BadTensorException {
        List<TensorPort> ports = List.of(new TensorPort("data", TensorType.FP32, List.of(-1L, 3L)));

        assertThat(rows("{\"data\":[[1,2,3]]}", ports).getFirst()).hasToString("data FP32[1, 3]");
        assertThat(rows("{\"shape\":[1,3],\"data\":[1,2,3]}", ports).getFirst()).hasToString("data FP32[1, 3]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hello\"",
                "[\"hello\",\"you\"]",
                "\"data:image/png;base64,AAAA\"",
                "{\"text\":\"hello\"}",
                "[{\"text\":\"hello\"}]",
                "{\"image\":\"AAAA\"}",
                "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]"
            })
    void texts_and_pictures_are_told_apart_from_malformed_numbers(String json) throws BadTensorException {
        assertThat(read(json, ONE)).isInstanceOf(RowsReader.Read.Other.class);
        assertThat(read(json, TWO)).isInstanceOf(RowsReader.Read.Other.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[1,2]]|input x has the shape [1, 2]; this model takes [-1, 3]",
                "[[1,2,3],[4,5]]|dimension 1 is not 3 everywhere",
                "[[1,2,3],[4,5,6,7]]|dimension 1 is not 3 everywhere",
                "[[1,2,3],4]|the rows of x are ragged",
                "[[1,2,3],4,5555555555]|dimension 0 is not 3 everywhere",
                "[]|input x has no rows: send at least one of the shape [3]",
                "[[1,2,3],[4,5,[6]]]|element 5 of x is not a number that FP32 can hold",
                "[[1,2,null]]|element 2 of x is not a number that FP32 can hold",
                "[[1,2,\"3\"]]|element 2 of x is not a number that FP32 can hold",
                "[[1,2,1e39]]|element 2 of x is not a number that FP32 can hold",
                "[[1,2,true]]|element 2 of x is not a number that FP32 can hold",
                "7|takes rows of the shape [3], nested 2 deep, or one of them; this is nested 0 deep",
                "[[[1,2,3]]]|this is nested 3 deep",
                "null|this is nested 0 deep",
                "{}|an object is empty; this model takes x FP32[-1, 3]",
                "{\"y\":[[1,2,3]]}|this model has no input y; it takes x FP32[-1, 3]",
                "{\"name\":\"y\",\"data\":[[1,2,3]]}|this model has no input y",
                "{\"name\":7,\"data\":[[1,2,3]]}|'name' must be text",
                "{\"shape\":[1,3]}|the tensor x has no 'data'",
                "{\"shape\":[1,3],\"data\":[1,2]}|x has 2 elements; its shape [1, 3] has 3",
                "{\"shape\":[1,3],\"data\":[1,2,3,4]}|more elements than its shape",
                "{\"shape\":[1,4],\"data\":[1,2,3,4]}|has the shape [1, 4]; this model takes [-1, 3]",
                "{\"shape\":[1000000,1000],\"data\":[1]}|more than the request has room for",
                "{\"shape\":[1,-3],\"data\":[1,2,3]}|negative size",
                "{\"shape\":\"1x3\",\"data\":[1,2,3]}|'shape' must be a list of sizes",
                "{\"datatype\":\"FP64\",\"data\":[[1,2,3]]}|input x is FP32 in this model, not FP64",
                "{\"datatype\":\"FLOAT\",\"data\":[[1,2,3]]}|there is no datatype 'FLOAT'",
                "{\"data\":\"AAAA\"}|takes rows of the shape [3]",
                "{\"data\":[[1,2,3]],\"dtype\":\"FP32\"}|a tensor has a member dtype",
                "[{\"data\":[[1,2,3]]},{\"data\":[[4,5,6]]}]|input x was sent twice: send one tensor with all rows in it",
                "[{\"data\":[[1,2,3]]},[4,5,6]]|a list of tensors has something else in it"
            })
    void what_is_no_rows_of_three_is_refused_with_what_to_send(String json, String why) {
        assertThatThrownBy(() -> read(json, ONE))
                .isInstanceOfSatisfying(
                        BadTensorException.class,
                        wrong -> assertThat(wrong.sentence()).contains(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[[1,2]]|send an object with a member for each of them, such as {\"age\": […], …}",
                "{\"age\":[1,2]}|input kind INT64[-1] is missing",
                "{\"age\":[1,2],\"kind\":[1.5,2]}|element 0 of kind is not a number that INT64 can hold",
                "{\"age\":[1,2],\"sex\":[1,2]}|this model has no input sex; it takes age FP32[-1, 1], kind INT64[-1]",
                "[{\"data\":[1,2]}]|a tensor has no 'name', and this model takes age FP32[-1, 1], kind INT64[-1]"
            })
    void what_is_no_row_of_two_inputs_is_refused_with_what_to_send(String json, String why) {
        assertThatThrownBy(() -> read(json, TWO))
                .isInstanceOfSatisfying(
                        BadTensorException.class,
                        wrong -> assertThat(wrong.sentence()).contains(why));
    }

    @Test
    void lists_that_claim_more_than_they_have_take_no_memory() throws BadTensorException {
        String ragged = "[[" + "1,".repeat(20_000) + "1]" + ",[1]".repeat(20_000) + "]";

        assertThatThrownBy(() -> read(ragged, ONE))
                .isInstanceOfSatisfying(
                        BadTensorException.class,
                        wrong -> assertThat(wrong.sentence()).contains("ragged"));
        assertThatThrownBy(() -> read("[".repeat(20) + "1" + "]".repeat(20), ONE))
                .isInstanceOfSatisfying(
                        BadTensorException.class,
                        wrong -> assertThat(wrong.sentence()).contains("nested more than 16 deep"));
        assertThat(rows("[" + "[1,2,3],".repeat(999) + "[1,2,3]]", ONE)
                        .getFirst()
                        .shape())
                .isEqualTo(Shape.of(1_000, 3));
    }
}
