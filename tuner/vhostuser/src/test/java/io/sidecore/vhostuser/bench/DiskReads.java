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

/** Random reads of 4 KiB per second from a disk, by a guest that polls and keeps so many of them in flight. */
final class DiskReads extends Contender {

    private static final int READ_BYTES = 4096;
    private static final long FILE_BYTES = 256L << 20;

    private final BlockGuest guest;
    private final SplittableRandom random = new SplittableRandom(1);

    private DiskReads(Program backend, BlockGuest guest) {
        super(backend);
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

    /** Connects to a disk. */
    static DiskReads start(Program backend, Path socket, int inFlight) {
        BlockGuest guest = new BlockGuest(socket);
        guest.start();
        guest.wantCall(false);
        DiskReads reads = new DiskReads(backend, guest);
        for (int slot = 0; slot < inFlight; slot++) {
            reads.submit(slot);
        }
        guest.kick();
        return reads;
    }

    private void submit(int slot) {
        long block = random.nextLong(FILE_BYTES / READ_BYTES);
        guest.submit(slot, BlockLayout.IN, block * (READ_BYTES / 512), READ_BYTES);
    }

    @Override
    double measure(long millis) {
        long start = System.nanoTime();
        long now = start;
        long reads = 0;
        while (now - start < millis * 1_000_000) {
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

    @Override
    public void close() {
        resume(); // it must be able to say that it has let go
        guest.close();
        super.close();
    }
}
