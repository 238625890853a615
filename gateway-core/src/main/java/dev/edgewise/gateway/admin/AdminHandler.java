package dev.edgewise.gateway.admin;

/** Answers one method of one path of the admin plane. What it throws becomes a 500 without details. */
@FunctionalInterface
public interface AdminHandler {
    /** The answer; may take its time where its {@link Route} says that it runs on a worker. */
    AdminReply handle(AdminRequest request);
}
