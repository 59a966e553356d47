package io.sidecore.vhostuser.bench;

import java.util.List;

/** One of two that are measured in turn: its programs stand still while the other runs. */
abstract class Contender implements AutoCloseable {

    private final Program backend;

    Contender(Program backend) {
        this.backend = backend;
    }

    /** Its frontends that are programs. */
    List<Program> frontends() {
        return List.of();
    }

    /** Lets it run for about so long, and returns what was measured meanwhile. */
    abstract double measure(long millis);

    /** Frontends first: they must not see the backend stand still. */
    final void pause() {
        frontends().forEach(Program::pause);
        backend.pause();
    }

    final void resume() {
        backend.resume();
        frontends().forEach(Program::resume);
    }

    /** Also if it stands still. */
    @Override
    public void close() {
        resume();
        frontends().forEach(Program::close);
        backend.close();
    }
}
