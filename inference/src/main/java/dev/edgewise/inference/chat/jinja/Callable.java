package dev.edgewise.inference.chat.jinja;

/** What a template can call. */
@FunctionalInterface
interface Callable {
    /** @throws JinjaException where it does not do with what it is given */
    Object call(Arguments given, Run run);
}
