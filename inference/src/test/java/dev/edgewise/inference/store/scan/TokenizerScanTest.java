package dev.edgewise.inference.store.scan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.inference.store.HubFolder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerScanTest {
    private static final String PIECES = "'model':{'type':'BPE','vocab':{'a':0,'b':1,'ab':2},'merges':['a b']}";
    private static final String SCORED = "'model':{'type':'Unigram','unk_id':0,'vocab':[['<unk>',0.0],['a',-1.5]]}";
    private static final String WORDS =
            "'model':{'type':'WordPiece','unk_token':'[UNK]','max_input_chars_per_word':100,'vocab':{'[UNK]':0,'a':1}}";
    private static final String TEMPLATE = "'post_processor':{'type':'TemplateProcessing','single':["
            + "{'SpecialToken':{'id':'[CLS]','type_id':0}},{'Sequence':{'id':'A','type_id':0}}],"
            + "'pair':[{'Sequence':{'id':'A','type_id':0}},{'Sequence':{'id':'B','type_id':1}}],"
            + "'special_tokens':{'[CLS]':{'id':'[CLS]','ids':[101],'tokens':['[CLS]']}}}";
    private static final String SPLIT = "'pre_tokenizer':{'type':'Sequence','pretokenizers':[{'type':'Split',"
            + "'pattern':{'Regex':'%s'},'behavior':'Isolated','invert':false},"
            + "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,'use_regex':false}]}";

    private static void scan(String parts) throws IOException {
        TokenizerScan.scan(new StringReader("{'version':'1.0',".replace('\'', '"') + parts.replace('\'', '"') + "}"));
    }

    private static String normalizer(String... steps) {
        return "'normalizer':{'type':'Sequence','normalizers':[" + String.join(",", steps) + "]}," + SCORED;
    }

    private static String replace(String pattern, String content) {
        return "{'type':'Replace','pattern':" + pattern + ",'content':'" + content + "'}";
    }

    /** A table of one character, {@code x}, and what it becomes. */
    private static String table(int leaf, String texts) {
        int[] units = new int[512];
        units[0] = 256 << 10;
        units[256 ^ 'x'] = 'x' | 1 << 8 | (128 << 10);
        units[256 ^ 'x' ^ 128] = leaf | 1 << 31;
        ByteBuffer bytes = ByteBuffer.allocate(4 + units.length * 4 + texts.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(units.length * 4);
        for (int unit : units) {
            bytes.putInt(unit);
        }
        bytes.put(texts.getBytes(StandardCharsets.US_ASCII));
        return "{'type':'Precompiled','precompiled_charsmap':'"
                + Base64.getEncoder().encodeToString(bytes.array()) + "'}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"minilm-question-cross-encoder", "multilingual-e5-small", "smollm2-135m-instruct"})
    void tokenizers_of_the_hub_pass(String model) {
        assertThatCode(() -> TokenizerScan.scan(HubFolder.model(model), "tokenizer.json"))
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> published() {
        return Stream.of(
                Arguments.of(
                        "BERT",
                        "'normalizer':{'type':'BertNormalizer','clean_text':true,'handle_chinese_chars':true,"
                                + "'strip_accents':null,'lowercase':true},'pre_tokenizer':{'type':'BertPreTokenizer'},"
                                + TEMPLATE + ",'decoder':{'type':'WordPiece','prefix':'##','cleanup':true}," + WORDS),
                Arguments.of(
                        "XLM-R",
                        "'pre_tokenizer':{'type':'Sequence','pretokenizers':[{'type':'WhitespaceSplit'},"
                                + "{'type':'Metaspace','replacement':'▁','add_prefix_space':true}]},"
                                + normalizer(table(0, "abc"))),
                Arguments.of(
                        "T5",
                        "'pre_tokenizer':{'type':'Metaspace','replacement':'▁','prepend_scheme':'always'},"
                                + normalizer(
                                        table(0, "y"),
                                        "{'type':'Strip','strip_left':false,'strip_right':true}",
                                        replace("{'Regex':' {2,}'}", "▁"))),
                Arguments.of(
                        "ALBERT",
                        normalizer(
                                replace("{'String':'``'}", "\\u0022"),
                                "{'type':'NFKD'}",
                                "{'type':'StripAccents'}",
                                "{'type':'Lowercase'}")),
                Arguments.of(
                        "Llama 3",
                        SPLIT.formatted("(?i:\\u0027s|\\u0027t)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}|"
                                        + "\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+")
                                + ",'post_processor':{'type':'Sequence','processors':[{'type':'ByteLevel',"
                                + "'add_prefix_space':true,'trim_offsets':false,'use_regex':true}]},"
                                + "'decoder':{'type':'ByteLevel'}," + PIECES),
                Arguments.of(
                        "Mistral and Gemma",
                        "'normalizer':{'type':'Sequence','normalizers':[{'type':'Prepend','prepend':'▁'},"
                                + replace("{'String':' '}", "▁")
                                + "]},'pre_tokenizer':null,'decoder':{'type':'Sequence','decoders':["
                                + replace("{'String':'▁'}", " ")
                                + ",{'type':'ByteFallback'},{'type':'Fuse'},"
                                + "{'type':'Strip','content':' ','start':1,'stop':0}]},"
                                + "'model':{'type':'BPE','byte_fallback':true,'unk_token':'<unk>','fuse_unk':true,"
                                + "'vocab':{'<unk>':0,'a':1,'b':2,'ab':3},'merges':[['a','b']]}"),
                Arguments.of(
                        "Gemma 3",
                        "'pre_tokenizer':{'type':'Split','pattern':{'String':' '},'behavior':'MergedWithPrevious',"
                                + "'invert':false}," + PIECES),
                Arguments.of(
                        "RoBERTa and ModernBERT",
                        "'pre_tokenizer':{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true},"
                                + "'post_processor':{'type':'RobertaProcessing','sep':['</s>',2],'cls':['<s>',0],"
                                + "'trim_offsets':true,'add_prefix_space':false},'normalizer':{'type':'NFC'},"
                                + PIECES),
                Arguments.of(
                        "Qwen 2.5",
                        "'normalizer':{'type':'NFC'},"
                                + SPLIT.formatted("\\\\p{N}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*") + "," + PIECES),
                Arguments.of(
                        "DeepSeek",
                        "'normalizer':{'type':'Sequence','normalizers':[]},'pre_tokenizer':{'type':'Sequence',"
                                + "'pretokenizers':[{'type':'Split','pattern':{'Regex':'[\\\\r\\\\n]'},"
                                + "'behavior':'Isolated','invert':false},{'type':'Digits','individual_digits':true},"
                                + "{'type':'ByteLevel'}]}," + PIECES),
                Arguments.of(
                        "the first versions, without a type", "'model':{'vocab':{'a':0},'merges':[],'dropout':null}"),
                Arguments.of("added tokens", "'added_tokens':[{'id':5,'content':'<|x|>','special':true}]," + PIECES));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("published")
    void what_published_families_say_passes(String family, String parts) {
        assertThatCode(() -> scan(parts)).doesNotThrowAnyException();
    }

    static Stream<Arguments> hostile() {
        String grown = replace("{'String':'a'}", "aaaaaaaaaa");
        return Stream.of(
                Arguments.of("growing tenfold", normalizer(grown), "10 times"),
                Arguments.of(
                        "growing step by step",
                        normalizer(
                                replace("{'String':'a'}", "aaa"),
                                replace("{'String':'a'}", "aaa"),
                                replace("{'String':'a'}", "aaa")),
                        "9 times"),
                Arguments.of(
                        "a long beginning",
                        normalizer("{'type':'Prepend','prepend':'" + "a ".repeat(99) + "'}"),
                        "198"),
                Arguments.of("a pattern of nothing", normalizer(replace("{'Regex':''}", "x")), "0 characters"),
                Arguments.of("a text of nothing", normalizer(replace("{'String':''}", "x")), "0 characters"),
                Arguments.of("no pattern", normalizer(replace("{}", "x")), "no pattern"),
                Arguments.of("loops in loops", normalizer(replace("{'Regex':'(x+x+)+y'}", "x")), "in proportion"),
                Arguments.of("loops that split", SPLIT.formatted("(x+x+)+y") + "," + PIECES, "in proportion"),
                Arguments.of("unknown step", normalizer("{'type':'Shell'}"), "'Shell'"),
                Arguments.of("a step without a type", normalizer("{'lowercase':true}"), "not known"),
                Arguments.of(
                        "a table that ends early",
                        normalizer("{'type':'Precompiled','precompiled_charsmap':'AAAAgAAAAAAAAAAA'}"),
                        "damaged"),
                Arguments.of("a table out of itself", normalizer(table(4, "abc")), "damaged"),
                Arguments.of("a long replacement", normalizer(table(0, "a".repeat(99))), "more than 64 bytes"),
                Arguments.of("two tables", normalizer(table(0, "a"), table(0, "a")), "twice"),
                Arguments.of("many steps", normalizer("{'type':'NFC'},".repeat(70) + "{'type':'NFC'}"), "more than 64"),
                Arguments.of("deep", "'normalizer':" + "[".repeat(99) + "]".repeat(99), "no JSON that is read here"),
                Arguments.of("a large number", "'model':{'type':'BPE','vocab':{'a':40000000},'merges':[]}", "40000000"),
                Arguments.of("a negative number", "'model':{'type':'BPE','vocab':{'a':-1},'merges':[]}", "-1"),
                Arguments.of(
                        "a number beyond any",
                        "'model':{'type':'BPE','vocab':{'a':99999999999999999999}}",
                        "no number"),
                Arguments.of(
                        "a large added number",
                        "'added_tokens':[{'id':2000000000,'content':'zzq'}]," + PIECES,
                        "'zzq'"),
                Arguments.of(
                        "a long added token",
                        "'added_tokens':[{'id':2,'content':'" + "z".repeat(2000) + "'}]," + PIECES,
                        "2000 characters"),
                Arguments.of(
                        "a long entry",
                        "'model':{'type':'BPE','vocab':{'" + "z".repeat(2000) + "':1}}",
                        "1024 characters"),
                Arguments.of(
                        "merges within words without their prefix",
                        "'model':{'type':'BPE','continuing_subword_prefix':'##','vocab':{'a':0},'merges':['a b']}",
                        "'##'"),
                Arguments.of(
                        "a prefix after the merges",
                        "'model':{'type':'BPE','vocab':{'a':0},'merges':['a b'],'continuing_subword_prefix':'##'}",
                        "after its merges"),
                Arguments.of("an empty piece", "'model':{'type':'Unigram','vocab':[['',0.0]]}", "finite"),
                Arguments.of("an endless score", "'model':{'type':'Unigram','vocab':[['a',1e999]]}", "finite"),
                Arguments.of(
                        "words without end",
                        "'model':{'type':'WordPiece','max_input_chars_per_word':4000000000,'vocab':{}}",
                        "'4000000000'"),
                Arguments.of("an unknown model", "'model':{'type':'Python','vocab':{}}", "'Python'"),
                Arguments.of("a part said twice", PIECES + "," + PIECES, "twice"),
                Arguments.of(
                        "a step said twice", "'normalizer':{'type':'NFC','type':'Replace'}," + PIECES, "no JSON that"),
                Arguments.of(
                        "a template of copies",
                        "'post_processor':{'type':'TemplateProcessing','single':["
                                + "{'Sequence':{'id':'A','type_id':0}},{'Sequence':{'id':'A','type_id':0}}],"
                                + "'pair':[],'special_tokens':{}}," + PIECES,
                        "more than once"),
                Arguments.of(
                        "a second text where there is none",
                        "'post_processor':{'type':'TemplateProcessing','single':[{'Sequence':{'id':'B'}}],"
                                + "'pair':[],'special_tokens':{}}," + PIECES,
                        "more than once"),
                Arguments.of(
                        "pieces of no length",
                        "'pre_tokenizer':{'type':'FixedLength','length':0}," + PIECES,
                        "0 characters"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void a_hostile_file_is_refused_with_its_reason(String what, String parts, String reason) {
        assertThatThrownBy(() -> scan(parts))
                .isInstanceOf(RefusedModelException.class)
                .hasMessageContaining(reason)
                .message()
                .hasSizeLessThan(500);
    }

    @Test
    void what_is_no_json_object_is_refused() {
        for (String json : new String[] {"", "[]", "null", "{", "{}{}", "{\"model\":null}"}) {
            assertThatThrownBy(() -> TokenizerScan.scan(new StringReader(json)))
                    .isInstanceOf(RefusedModelException.class);
        }
    }
}
