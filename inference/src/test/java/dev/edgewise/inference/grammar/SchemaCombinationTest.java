package dev.edgewise.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands beside references, lists of values and choices holds too. */
class SchemaCombinationTest {
    private static Arguments row(String what, String schema, List<String> written, List<String> not) {
        return Arguments.of(what, schema.replace('\'', '"'), written, not);
    }

    private static List<String> texts(String... texts) {
        return Stream.of(texts).map(text -> text.replace('\'', '"')).toList();
    }

    static Stream<Arguments> beside() {
        return Stream.of(
                row(
                        "needed properties by choice",
                        "{'type':'object','properties':{'phone':{'type':'string'},'mail':{'type':'string'}},"
                                + "'anyOf':[{'required':['phone']},{'required':['mail']}]}",
                        texts("{'phone':'1'}", "{'mail':'m'}", "{'phone':'1','mail':'m'}"),
                        texts("{}", "''", "[]")),
                row(
                        "a base and more",
                        "{'$defs':{'Base':{'type':'object','properties':{'id':{'type':'integer'}},'required':['id']}},"
                                + "'type':'object','allOf':[{'$ref':'#/$defs/Base'}],"
                                + "'properties':{'price':{'type':'integer'}},'required':['price']}",
                        texts("{'price':1,'id':2}"),
                        texts("{'price':1}", "{'id':2}", "{}")),
                row(
                        "bounds beside a reference",
                        "{'$defs':{'n':{'type':'integer','maximum':9}},'$ref':'#/$defs/n','maximum':5,'minimum':3}",
                        texts("3", "5"),
                        texts("2", "6", "123", "'a'")),
                row(
                        "a need beside a reference",
                        "{'$defs':{'p':{'type':'object','properties':{'x':{'type':'integer'},'y':{'type':'integer'}}}},"
                                + "'$ref':'#/$defs/p','required':['y']}",
                        texts("{'x':1,'y':2}", "{'y':2}"),
                        texts("{'x':1}", "{}")),
                row("a pattern beside values", "{'enum':['ab','cd'],'pattern':'^c'}", texts("'cd'"), texts("'ab'")),
                row("a type beside values", "{'type':'string','enum':[1,'x']}", texts("'x'"), texts("1")),
                row("a bound beside values", "{'enum':[1,5.0,9],'maximum':5}", texts("1", "5.0"), texts("9")),
                row("a step beside values", "{'enum':[1,4,5.5],'multipleOf':2}", texts("4"), texts("1", "5.5")),
                row(
                        "a length beside values",
                        "{'enum':['a','bcd','🙂🙂'],'minLength':2,'maxLength':2}",
                        texts("'🙂🙂'"),
                        texts("'a'", "'bcd'")),
                row("whole numbers among values", "{'type':'integer','enum':[1,2.0,2.5]}", texts("1"), texts("2.5")),
                row("a value beside values", "{'const':5.0,'enum':[6,5]}", texts("5.0"), texts("6")),
                row(
                        "values of two lists",
                        "{'allOf':[{'enum':[1,{'a':1,'b':[2]},null]},{'enum':[{'b':[2.0],'a':1},null]}]}",
                        texts("{'a':1,'b':[2]}", "null"),
                        texts("1")),
                row(
                        "objects among values",
                        "{'enum':[{'a':1},{'a':'x'},{}],'properties':{'a':{'type':'integer'}},'required':['a']}",
                        texts("{'a':1}"),
                        texts("{}", "{'a':'x'}")),
                row(
                        "a list among values",
                        "{'enum':[[1],[1,'x'],[]],'items':{'type':'integer'},'minItems':1}",
                        texts("[1]"),
                        texts("[]", "[1,'x']")),
                row(
                        "bounds beside a choice",
                        "{'anyOf':[{'type':'integer'},{'type':'string'}],'maximum':5,'minimum':1}",
                        texts("1", "5", "'a'"),
                        texts("0", "6")),
                row(
                        "a type beside a choice",
                        "{'type':'integer','anyOf':[{'minimum':5,'maximum':6},{'minimum':8,'maximum':9}]}",
                        texts("5", "6", "8", "9"),
                        texts("4", "7", "10", "'a'")),
                row(
                        "what a choice cannot be is left out",
                        "{'type':'integer','anyOf':[{'type':'string'},{'maximum':3,'minimum':2}]}",
                        texts("2", "3"),
                        texts("'a'", "4")),
                row(
                        "choices in both",
                        "{'allOf':[{'anyOf':[{'type':'integer','minimum':1},{'type':'null'}]},"
                                + "{'anyOf':[{'type':'string'},{'maximum':3,'type':'integer'}]}]}",
                        texts("1", "3"),
                        texts("0", "4", "null", "'a'")),
                row(
                        "several bases",
                        "{'allOf':[{'type':'object','properties':{'a':{'minimum':1,'type':'number'}}},"
                                + "{'properties':{'a':{'maximum':2,'type':'integer'}},'required':['a']}]}",
                        texts("{'a':1}", "{'a':2}"),
                        texts("{}", "{'a':0}", "{'a':3}", "{'a':1.5}")),
                row(
                        "a base that is closed",
                        "{'allOf':[{'type':'object','properties':{'a':{'type':'null'}},'additionalProperties':false}],"
                                + "'properties':{'a':{},'b':{'type':'null'}}}",
                        texts("{}", "{'a':null}"),
                        texts("{'b':null}", "{'a':1}")),
                row(
                        "a base of one kind of value",
                        "{'allOf':[{'type':'object','additionalProperties':{'type':'integer'}}],"
                                + "'properties':{'a':{'maximum':3,'minimum':2}}}",
                        texts("{}", "{'a':2}"),
                        texts("{'a':4}", "{'a':'x'}", "{'b':1}")),
                row(
                        "a step within a step",
                        "{'allOf':[{'type':'integer','multipleOf':2},{'multipleOf':6}]}",
                        texts("6", "12"),
                        texts("2", "4")),
                row(
                        "a reference within what is referred to",
                        "{'$defs':{'n':{'type':'object','properties':{'v':{'type':'integer'},'next':{'$ref':'#/$defs/n'}}}},"
                                + "'$ref':'#/$defs/n','required':['v']}",
                        texts("{'v':1,'next':{'next':{}}}"),
                        texts("{'next':{}}", "{'v':1,'next':{'next':1}}")),
                row(
                        "two that each refer to themselves",
                        "{'$defs':{'a':{'type':'object','properties':{'v':{'minimum':1,'type':'integer'},'n':{'$ref':'#/$defs/a'}}},"
                                + "'b':{'type':'object','properties':{'v':{'maximum':2,'type':'integer'},'n':{'$ref':'#/$defs/b'}}}},"
                                + "'allOf':[{'$ref':'#/$defs/a'},{'$ref':'#/$defs/b'}]}",
                        texts("{'v':1,'n':{'v':2,'n':{}}}"),
                        texts("{'n':{'n':{'v':3}}}", "{'n':{'v':0}}")),
                row(
                        "a property that may not come",
                        "{'type':'object','properties':{'a':false,'b':{'type':'null'}}}",
                        texts("{}", "{'b':null}"),
                        texts("{'a':1}")),
                row(
                        "what nothing fulfils is left out",
                        "{'type':'object','properties':{'a':{'type':'string','minLength':3,'maxLength':2},'b':{'type':'null'}}}",
                        texts("{}", "{'b':null}"),
                        texts("{'a':'abc'}")));
    }

    static Stream<Arguments> oneOf() {
        return Stream.of(
                row(
                        "bounds that overlap",
                        "{'oneOf':[{'type':'integer','minimum':5,'maximum':7},{'type':'integer','minimum':6,'maximum':9}]}",
                        texts("5", "8", "9"),
                        texts("4", "6", "7", "10")),
                row(
                        "needed properties",
                        "{'type':'object','properties':{'n':{'type':'integer'},'s':{'type':'string'},'t':{'type':'null'}},"
                                + "'oneOf':[{'required':['n']},{'required':['s']}]}",
                        texts("{'n':1}", "{'s':'x','t':null}"),
                        texts("{}", "{'n':1,'s':'x'}", "{'t':null}")),
                row(
                        "a property that tells them apart",
                        "{'oneOf':[{'type':'object','properties':{'k':{'const':'a'},'v':{'type':'integer'}},'required':['k','v']},"
                                + "{'type':'object','properties':{'k':{'const':'b'},'v':{'type':'integer'}},'required':['k']}]}",
                        texts("{'k':'a','v':1}", "{'k':'b'}"),
                        texts("{'k':'a'}", "{'k':'c'}", "{}")),
                row(
                        "a property that tells them apart if it comes",
                        "{'oneOf':[{'type':'object','properties':{'k':{'const':'a'}}},"
                                + "{'type':'object','properties':{'k':{'const':'b'}},'required':['k']}]}",
                        texts("{'k':'a'}", "{'k':'b'}", "{}"),
                        texts("{'k':'c'}")),
                row(
                        "closed ones that need different things",
                        "{'oneOf':[{'type':'object','properties':{'a':{'type':'null'}},'required':['a'],'additionalProperties':false},"
                                + "{'type':'object','properties':{'b':{'type':'null'}},'required':['b'],'additionalProperties':false}]}",
                        texts("{'a':null}", "{'b':null}"),
                        texts("{}", "{'a':null,'b':null}")),
                row(
                        "values of which some are of a kind",
                        "{'oneOf':[{'enum':['a',1,null]},{'type':'integer','minimum':5}]}",
                        texts("'a'", "1", "null", "5"),
                        texts("2")),
                row(
                        "values that both list",
                        "{'oneOf':[{'enum':['a','b']},{'enum':['b','c']}]}",
                        texts("'a'", "'c'"),
                        texts("'b'")),
                row(
                        "lengths that overlap",
                        "{'oneOf':[{'type':'string','maxLength':3},{'type':'string','minLength':2}]}",
                        texts("''", "'a'", "'abcd'"),
                        texts("'ab'", "'abc'")),
                row(
                        "types",
                        "{'oneOf':[{'type':'boolean'},{'type':['null','string']}]}",
                        texts("true", "null"),
                        texts("1")),
                row(
                        "a tree",
                        "{'$defs':{'leaf':{'type':'object','properties':{'v':{'type':'integer'}},'required':['v']},"
                                + "'node':{'type':'object','properties':{'l':{'$ref':'#/$defs/t'}},'required':['l']},"
                                + "'t':{'oneOf':[{'$ref':'#/$defs/leaf'},{'$ref':'#/$defs/node'}]}},'$ref':'#/$defs/t'}",
                        texts("{'v':1}", "{'l':{'l':{'v':1}}}"),
                        texts("{}", "{'l':{}}", "{'l':1}")),
                row(
                        "a choice within",
                        "{'type':'integer','oneOf':[{'anyOf':[{'maximum':3},{'minimum':10}]},{'minimum':2,'maximum':5}]}",
                        texts("1", "4", "5", "10"),
                        texts("2", "3", "6")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"beside", "oneOf"})
    void what_stands_beside_holds(String what, String schema, List<String> written, List<String> not) throws Exception {
        Grammar grammar = SchemaGrammar.of(schema);

        for (String text : written) {
            assertThat(grammar.matches(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isTrue();
        }
        for (String text : not) {
            assertThat(grammar.matches(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isFalse();
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("{'type':'string','enum':[1,2]}", "no listed value"),
                Arguments.of("{'type':'string','const':5}", "no listed value"),
                Arguments.of("{'type':'string','allOf':[{'type':'integer'}]}", "leaves no type"),
                Arguments.of("{'type':'integer','allOf':[{'minimum':5}],'maximum':4}", "leave no number"),
                Arguments.of("{'allOf':[{'type':'string','pattern':'a'},{'pattern':'b'}]}", "several pattern"),
                Arguments.of("{'allOf':[{'type':'integer','multipleOf':2},{'multipleOf':3}]}", "several multipleOf"),
                Arguments.of("{'oneOf':[{'type':'integer'},{'type':'number'}]}", "oneOf cannot be enforced"),
                Arguments.of("{'oneOf':[{'type':'string'},{'const':'a'}]}", "oneOf cannot be enforced"),
                Arguments.of("{'oneOf':[{'type':'string'},{}]}", "oneOf cannot be enforced"),
                Arguments.of("{'allOf':[{'$ref':'#'}]}", "never be fulfilled"),
                Arguments.of("{'enum':['a'],'pattern':'(?=a)'}", "cannot be enforced"),
                Arguments.of("{'enum':['a'],'not':{'const':'a'}}", "keyword not"),
                Arguments.of("{'enum':[{'a':1}],'properties':{'a':{'contains':{}}}}", "keyword contains"),
                Arguments.of("{'type':'object','properties':[]}", "must be an object"),
                Arguments.of("{'$ref':'#/$defs/a','contains':{},'$defs':{'a':{}}}", "keyword contains"),
                Arguments.of(
                        "{'type':'object','properties':{'a':{}},'anyOf':[{'required':['b']}]}",
                        "which is no property"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_cannot_be_kept_together_is_refused(String schema, String why) {
        assertThatThrownBy(() -> SchemaGrammar.of(schema.replace('\'', '"')))
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining(why);
    }
}
