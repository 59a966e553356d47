package io.sidecore.vhostuser.server;

import io.sidecore.vhostuser.protocol.Message;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.protocol.Request;
import io.sidecore.vhostuser.ring.DirtyLog;
import io.sidecore.vhostuser.ring.GuestMemory;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.Mapping;
import java.nio.ByteBuffer;
import java.util.List;

/** The messages about a guest's memory: all at once, region by region, and the log of what was written in it. */
final class MemoryMessages {

    private static final int REGION_AT = 8;
    private static final int REGION_BYTES = 32;
    private static final int LOG_BYTES = 16;

    /** Enough for guest addresses up to 32 TiB. */
    private static final long MAX_LOG_BYTES = 1L << 30;

    private final DeviceQueues queues;

    MemoryMessages(DeviceQueues queues) {
        this.queues = queues;
    }

    void carryOut(Request request, Message message) {
        switch (request) {
            case SET_MEM_TABLE -> queues.setMemory(MemoryTable.map(message));
            case ADD_MEM_REG -> add(message);
            case REM_MEM_REG -> remove(message);
            default -> throw new IllegalArgumentException(request.name());
        }
    }

    private void add(Message message) {
        GuestMemory.Region region = MemoryTable.mapOne(message, queues.mappedBytes());
        queues.changeMemory(memory -> {
            if (memory == null) {
                return new GuestMemory(List.of(region));
            }
            if (memory.regionCount() >= MemoryTable.MAX_SLOTS) {
                region.close();
                throw new ProtocolException("ADD_MEM_REG beyond " + MemoryTable.MAX_SLOTS + " regions");
            }
            return memory.with(region);
        });
    }

    private void remove(Message message) {
        ByteBuffer payload = message.requireBytes(REGION_AT + REGION_BYTES).payload();
        long guest = payload.getLong(REGION_AT);
        long bytes = payload.getLong(REGION_AT + 8);
        long user = payload.getLong(REGION_AT + 16);
        queues.changeMemory(memory -> {
            if (memory == null) {
                throw new ProtocolException("REM_MEM_REG before any memory was shared");
            }
            return memory.without(guest, user, bytes)
                    .orElseThrow(() -> new ProtocolException("REM_MEM_REG of a region that is not there: "
                            + Long.toUnsignedString(bytes) + " bytes at guest address 0x" + Long.toHexString(guest)));
        });
    }

    void setLog(Message message) {
        ByteBuffer payload = message.requireBytes(LOG_BYTES).payload();
        long bytes = payload.getLong(0);
        long offset = payload.getLong(8);
        if (message.fds().size() != 1) {
            throw new ProtocolException("SET_LOG_BASE with " + message.fds().size() + " descriptors, want one");
        }
        if (bytes <= 0 || offset < 0 || offset + bytes < 0 || (offset & 7) != 0) {
            throw new ProtocolException("SET_LOG_BASE of " + Long.toUnsignedString(bytes) + " bytes at offset "
                    + Long.toUnsignedString(offset) + ", want some bytes at a multiple of 8");
        }
        if (offset + bytes > MAX_LOG_BYTES) {
            throw new ProtocolException(
                    "SET_LOG_BASE of " + bytes + " bytes at offset " + offset + ", want at most " + MAX_LOG_BYTES);
        }
        Fd file = message.fds().get(0);
        MemoryFile.check(file);
        queues.setDirtyLog(new DirtyLog(Mapping.of(file.number(), offset + bytes), offset, bytes));
    }
}
