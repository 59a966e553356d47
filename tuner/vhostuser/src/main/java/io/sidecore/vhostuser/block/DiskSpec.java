package io.sidecore.vhostuser.block;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A disk to be.
 *
 * @param file a file or a block device
 * @param readOnly whether guests may not write to it
 * @param direct whether to read and write past the page cache, where the file allows it
 * @param engine how requests are carried out
 * @param serial what the guest sees as its serial number, at most {@value #MAX_SERIAL_BYTES} bytes
 */
public record DiskSpec(Path file, boolean readOnly, boolean direct, Engine engine, String serial) {

    /** As virtio has it (1.2, section 5.2.6.1). */
    public static final int MAX_SERIAL_BYTES = 20;

    /** How requests are carried out. */
    public enum Engine {
        /** By an io_uring, or by threads if the kernel refuses one. */
        AUTO,
        /** By threads that each wait for one request. */
        THREADS
    }

    public DiskSpec {
        if (serial.getBytes(StandardCharsets.UTF_8).length > MAX_SERIAL_BYTES) {
            throw new IllegalArgumentException(
                    "serial must have at most " + MAX_SERIAL_BYTES + " bytes: '" + serial + "'");
        }
    }

    /** One that can be written, with all that makes it fast. */
    public static DiskSpec of(Path file) {
        return new DiskSpec(file, false, true, Engine.AUTO, "");
    }
}
