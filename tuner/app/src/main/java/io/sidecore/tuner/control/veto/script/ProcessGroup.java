package io.sidecore.tuner.control.veto.script;

import jnr.ffi.LibraryLoader;

/** A process that leads a group of its own, and whatever it started. */
final class ProcessGroup {

    /** The prototype of the C library's call, and nothing else. */
    public interface Calls {
        int kill(int pid, int signal);
    }

    /** Waits for the end of a process, or for some time. */
    interface Wait {
        boolean run() throws InterruptedException;
    }

    private static final Calls C = LibraryLoader.create(Calls.class).load("c");
    private static final int SIGKILL = 9;

    private final Process leader;

    ProcessGroup(Process leader) {
        this.leader = leader;
    }

    /** Loads the C library, so that the first kill need not. */
    static void prepare() {
        C.kill((int) ProcessHandle.current().pid(), 0);
    }

    /** Waits; should this JVM be told to end meanwhile, the group is killed. */
    boolean killedIfTheJvmEnds(Wait wait) throws InterruptedException {
        Thread hook = new Thread(this::kill, "end-veto-script");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return wait.run();
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                kill(); // the JVM is ending, and the hook may not have run yet
            }
        }
    }

    /**
     * Kills all of it, also those that the leader left behind when it ended: while any is left, no other process can get
     * the group's number. Of those that made a group of their own, the ones that can still be found go too.
     */
    void kill() {
        if (leader.isAlive()) {
            leader.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        C.kill((int) -leader.pid(), SIGKILL);
        leader.toHandle().destroyForcibly(); // if it was not yet a leader
    }
}
