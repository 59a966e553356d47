package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up BTF. */
final class KernelBtfTest {

    private static final int TYPES_BYTES = 40;

    @TempDir
    Path root;

    /** A host whose kernel has these names, with its BTF cut to so many bytes. */
    static HostFiles host(Path root, String names, int bytes) throws IOException {
        byte[] strings = names.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer btf = ByteBuffer.allocate(24 + TYPES_BYTES + strings.length).order(ByteOrder.nativeOrder());
        btf.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        btf.putInt(0).putInt(TYPES_BYTES).putInt(TYPES_BYTES).putInt(strings.length);
        btf.position(24 + TYPES_BYTES).put(strings);
        Path file = Files.createDirectories(root.resolve("sys/kernel/btf")).resolve("vmlinux");
        ByteBuffer part = btf.flip().limit(Math.min(bytes, btf.limit()));
        byte[] content = new byte[part.remaining()];
        part.get(content);
        Files.write(file, content);
        return new HostFiles(root);
    }

    @Test
    void aNameIsAWholeName() throws IOException {
        HostFiles files = host(root, "\0vhost_task_create\0schedule\0", Integer.MAX_VALUE);
        assertTrue(KernelBtf.names(files, "vhost_task_create"));
        assertTrue(KernelBtf.names(files, "schedule"));
        assertFalse(KernelBtf.names(files, "vhost_task"));
        assertFalse(KernelBtf.names(files, "task_create"));
    }

    @Test
    void aKernelThatDoesNotTellHasNone() throws IOException {
        assertFalse(KernelBtf.names(new HostFiles(root), "schedule"), "no BTF");
        for (int bytes : new int[] {0, 10, 24, 70}) {
            assertFalse(KernelBtf.names(host(root, "\0schedule\0", bytes), "schedule"), "cut to " + bytes);
        }
    }
}
