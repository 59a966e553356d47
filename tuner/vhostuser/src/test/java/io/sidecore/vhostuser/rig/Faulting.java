package io.sidecore.vhostuser.rig;

/** Memory that can be made to fault, by a test that wants the fault to surface in itself and in no other. */
public final class Faulting implements AutoCloseable {

    private final Memfd file;
    private int one = 1;
    private int[][] kept = {};

    public Faulting(long bytes) {
        file = new Memfd(bytes);
    }

    public long address() {
        return file.address();
    }

    public Memfd file() {
        return file;
    }

    public void truncate() {
        file.truncate(0);
    }

    /** Does something that may fault; returns whether it did. */
    public boolean touch(Runnable deed) {
        boolean faulted = false;
        for (int attempt = 0; attempt < 2; attempt++) { // the first may be cut short by a fault of before
            try {
                deed.run();
                settle();
            } catch (InternalError e) {
                faulted = true;
            }
        }
        return faulted;
    }

    /** Makes a fault that is pending surface: an array of arrays is always allocated by the VM. */
    private void settle() {
        kept = new int[one][one];
        one = kept.length;
    }

    @Override
    public void close() {
        file.close();
    }
}
