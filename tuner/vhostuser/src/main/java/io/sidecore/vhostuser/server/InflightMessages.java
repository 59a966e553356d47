package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.ring.SplitLayout;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The messages about the file in which a frontend keeps what is in flight: made by a first backend, and given to each
 * that goes on. Their payload is the file's length, an offset in it (8 bytes each), how many queues, and how many
 * descriptors each has (2 bytes each).
 */
final class InflightMessages {

    private static final int OFFSET_AT = 8;
    private static final int QUEUES_AT = 16;
    private static final int SIZE_AT = 18;
    private static final int PAYLOAD_BYTES = 20;
    private static final int ALIGNMENT_MASK = 63;
    private static final int MFD_CLOEXEC = 1;

    private final DeviceQueues queues;

    InflightMessages(DeviceQueues queues) {
        this.queues = queues;
    }

    /** Makes a file in which nothing is in flight, and answers with it. */
    Message create(Message message) {
        ByteBuffer wanted = checked(message);
        long bytes = InflightFile.bytes(
                wanted.getShort(QUEUES_AT), size(wanted), queues.features().packed());
        Fd file = new Fd(SystemCalls.check("memfd_create", LibC.C.memfd_create("sidecore-inflight", MFD_CLOEXEC)));
        try {
            SystemCalls.check("give it its length", LibC.C.ftruncate(file.number(), bytes));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
        ByteBuffer answer = ByteBuffer.allocate(wanted.limit()).order(ByteOrder.LITTLE_ENDIAN);
        answer.putLong(0, bytes).putLong(OFFSET_AT, 0);
        answer.putShort(QUEUES_AT, wanted.getShort(QUEUES_AT)).putShort(SIZE_AT, wanted.getShort(SIZE_AT));
        return message.reply(answer, file);
    }

    /** Goes on with a file. */
    void set(Message message) {
        ByteBuffer given = checked(message);
        long offset = given.getLong(OFFSET_AT);
        long bytes = given.getLong(0);
        if (message.fds().size() != 1) {
            throw new ProtocolException(
                    message.name() + " with " + message.fds().size() + " descriptors, want one");
        }
        boolean packed = queues.features().packed();
        long needed = InflightFile.bytes(given.getShort(QUEUES_AT), size(given), packed);
        if (offset < 0 || offset > Integer.MAX_VALUE || (offset & ALIGNMENT_MASK) != 0 || bytes < needed) {
            throw new ProtocolException(message.name() + " of " + Long.toUnsignedString(bytes) + " bytes at offset "
                    + Long.toUnsignedString(offset) + ", want at least " + needed + " at a multiple of 64");
        }
        Fd file = message.fds().get(0);
        MemoryFile.check(file);
        queues.setInflight(new InflightFile(file, offset, given.getShort(QUEUES_AT), size(given), packed));
    }

    private static int size(ByteBuffer payload) {
        return Short.toUnsignedInt(payload.getShort(SIZE_AT));
    }

    private ByteBuffer checked(Message message) {
        ByteBuffer payload = message.requireBytes(PAYLOAD_BYTES).payload();
        int count = Short.toUnsignedInt(payload.getShort(QUEUES_AT));
        int size = size(payload);
        if (count < 1 || count > queues.count() || size < 1 || size > SplitLayout.MAX_SIZE) {
            throw new ProtocolException(message.name() + " for " + count + " queues of " + size + ", want 1 to "
                    + queues.count() + " of 1 to " + SplitLayout.MAX_SIZE);
        }
        return payload;
    }
}
