package dev.edgewise.inference.chat.jinja;

/**
 * What a template asks for that is not there: an empty text and an empty list, but nothing can be done with it.
 *
 * @param what is not there
 */
record Undefined(String what) {
    JinjaException failure() {
        return new JinjaException(what + " is undefined");
    }
}
