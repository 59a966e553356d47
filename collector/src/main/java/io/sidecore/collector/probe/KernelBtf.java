package io.sidecore.collector.probe;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** The names in the running kernel's own BTF, as {@code include/uapi/linux/btf.h} lays it out. */
final class KernelBtf {

    private static final int HEADER_BYTES = 24;
    private static final int HEADER_LENGTH = 4;
    private static final int STRINGS_OFFSET = 16;
    private static final int STRINGS_BYTES = 20;

    /** Kernels of distributions have some 1.5 MB of names. */
    private static final int MAX_BYTES = 64 << 20;

    private KernelBtf() {}

    /** Whether anything built into the kernel, not a module's, has that name; false if the kernel does not tell. */
    static boolean names(HostFiles files, String name) {
        try (SeekableByteChannel btf = Files.newByteChannel(files.path("sys/kernel/btf/vmlinux"))) {
            ByteBuffer header = read(btf, HEADER_BYTES);
            long at = (long) header.getInt(HEADER_LENGTH) + header.getInt(STRINGS_OFFSET);
            int length = header.getInt(STRINGS_BYTES);
            if (at < HEADER_BYTES || length < 0 || length > MAX_BYTES) {
                return false;
            }
            btf.position(at);
            String names = new String(read(btf, length).array(), StandardCharsets.ISO_8859_1);
            return names.contains('\0' + name + '\0');
        } catch (IOException e) {
            return false;
        }
    }

    private static ByteBuffer read(SeekableByteChannel from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            if (from.read(buffer) < 0) {
                throw new IOException("the kernel's BTF ends early");
            }
        }
        return buffer;
    }
}
