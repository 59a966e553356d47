package io.sidecore.vhostuser.port;

import io.sidecore.vhostuser.ring.KeptPlace;
import io.sidecore.vhostuser.sys.Mapping;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The file in which a {@link KeptPlace} outlives the process. Used by one connection's thread at a time. */
public final class PlaceFile {

    private final Path path;
    private @Nullable Mapping mapping;

    PlaceFile(Path path) {
        this.path = path;
    }

    /**
     * What is kept there; the file is made if there is none.
     *
     * @param told the base that the frontend told
     */
    public KeptPlace open(int told) {
        if (mapping == null) {
            mapping = Mapping.ofFile(path, KeptPlace.BYTES);
        }
        return new KeptPlace(mapping.address(), told);
    }

    /** The frontend has been told where the ring stands. */
    public void forget() {
        if (mapping != null) {
            KeptPlace.forget(mapping.address());
        }
    }

    /** Only when no worker can still use it. The file stays if there is anything in it for the next backend. */
    void close() {
        Mapping open = mapping;
        if (open == null) {
            return;
        }
        boolean kept = KeptPlace.isKept(open.address());
        mapping = null;
        open.close();
        if (!kept) {
            path.toFile().delete();
        }
    }
}
