package io.sidecore.vhostuser.bench;

import io.sidecore.vhostuser.block.BlockLayout;
import io.sidecore.vhostuser.rig.BlockGuest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Random reads of 4 KiB from a disk, by a guest that polls and keeps so many of them in flight. */
final class DiskReads {

    private static final int READ_BYTES = 4096;
    private static final long FILE_BYTES = 256L << 20;

    /** A JVM compiles meanwhile. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final long MEASURED_NANOS = 3_000_000_000L;

    private final BlockGuest guest;
    private final SplittableRandom random = new SplittableRandom(1);

    private DiskReads(BlockGuest guest) {
        this.guest = guest;
    }

    /** A file to read from, of random bytes that lie on the disk and in the page cache. */
    static void fill(Path file) {
        byte[] chunk = new byte[1 << 20];
        SplittableRandom content = new SplittableRandom(2);
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                for (long at = 0; at < FILE_BYTES; at += chunk.length) {
                    content.nextBytes(chunk);
                    out.write(chunk);
                }
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads per second from the disk that is served at that socket. */
    static double perSecond(Path socket, int inFlight) {
        try (BlockGuest guest = new BlockGuest(socket)) {
            guest.start();
            guest.wantCall(false);
            DiskReads reads = new DiskReads(guest);
            for (int slot = 0; slot < inFlight; slot++) {
                reads.submit(slot);
            }
            guest.kick();
            reads.drive(WARM_UP_NANOS);
            return reads.drive(MEASURED_NANOS);
        }
    }

    private void submit(int slot) {
        long block = random.nextLong(FILE_BYTES / READ_BYTES);
        guest.submit(slot, BlockLayout.IN, block * (READ_BYTES / 512), READ_BYTES);
    }

    private double drive(long nanos) {
        long start = System.nanoTime();
        long now = start;
        long reads = 0;
        while (now - start < nanos) {
            int answered = again();
            if (answered == 0) {
                Thread.onSpinWait();
            }
            reads += answered;
            now = System.nanoTime();
        }
        return reads * 1e9 / (now - start);
    }

    /** Sends a new request for each one that is answered. */
    private int again() {
        int answered = 0;
        for (; guest.hasAnswer(); answered++) {
            int slot = guest.take();
            if (guest.status(slot) != BlockLayout.OK) {
                throw new IllegalStateException("a read failed with status " + guest.status(slot));
            }
            submit(slot);
        }
        if (answered > 0) {
            guest.kick();
        }
        return answered;
    }
}
