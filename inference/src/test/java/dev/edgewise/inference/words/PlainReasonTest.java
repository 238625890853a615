package dev.edgewise.inference.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainReasonTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /srv/models/e5/tokenizer.json                            | tokenizer.json
            m cannot be loaded here: /srv/m/tokenizer.json           | m cannot be loaded here: tokenizer.json
            Load model from /srv/m/model.onnx failed:/build/core/a.cc:12 oh | Load model from model.onnx failed:a.cc:12 oh
            C:/models/m/model.onnx is gone                           | model.onnx is gone
            the folder '/srv/models/' is empty                       | the folder 'models' is empty
            onnx/model.onnx: the file is damaged                     | onnx/model.onnx: the file is damaged
            the input has 3/4 of its tokens, and/or more             | the input has 3/4 of its tokens, and/or more
            """)
    void pathsFromTheRootAreTheirLastNames(String reason, String told) {
        assertThat(PlainReason.of(reason)).isEqualTo(told);
    }
}
