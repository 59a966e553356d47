package io.sidecore.vhostuser.sys;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/**
 * Memory by its address. The only class that touches Unsafe, which reads a ring three times as fast as a ByteBuffer or
 * a VarHandle view and knows no 2 GiB limit. Nothing here checks an address: a wrong one ends the JVM. Callers pass
 * only what came through a {@link Mapping} and its bounds.
 *
 * <p>A file that shrinks under its mapping makes an access throw {@link InternalError}, perhaps only a little later;
 * workers catch it and break the guest. Until then the program goes on with whatever was in the register that should
 * have been loaded. So what comes from a guest's memory must be checked after it was loaded, by an instruction that the
 * compiler cannot leave out because it knows which values a load of that size can have.
 */
public final class RawMemory {

    private static final Unsafe UNSAFE = unsafe();

    /** Up to here a loop of 8-byte moves beats the call to the copy stub. */
    private static final int SMALL_COPY_BYTES = 128;

    /**
     * Is 0, which the compiler does not know: so it cannot make one load, with no check, of a load and the mask after it.
     */
    @SuppressWarnings("FieldMayBeFinal")
    private static int zero = 0;

    private RawMemory() {}

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM has no sun.misc.Unsafe (module jdk.unsupported)", e);
        }
    }

    /** Native memory, zeroed, 16-byte aligned; {@link #free} takes the address that this returned. */
    public static long allocate(long bytes) {
        long address = UNSAFE.allocateMemory(bytes);
        UNSAFE.setMemory(address, bytes, (byte) 0);
        return address;
    }

    /** Native memory with whatever was there before, whose pages cost nothing until they are written. */
    public static long allocateUninitialized(long bytes) {
        return UNSAFE.allocateMemory(bytes);
    }

    public static void free(long address) {
        UNSAFE.freeMemory(address);
    }

    public static byte getByte(long address) {
        return UNSAFE.getByte(address);
    }

    public static void putByte(long address, byte value) {
        UNSAFE.putByte(address, value);
    }

    /** Publishes: earlier writes are not moved after it. */
    public static void putByteRelease(long address, byte value) {
        UNSAFE.storeFence();
        UNSAFE.putByte(address, value);
    }

    /** An unsigned 16-bit value; of 16 bits also where it faults. */
    public static int getShort(long address) {
        return (UNSAFE.getShort(address) ^ zero) & 0xffff;
    }

    /**
     * An unsigned 16-bit value that another thread or a guest publishes; later reads are not moved before it. Of 16 bits
     * also where it faults.
     */
    public static int getShortAcquire(long address) {
        int value = getShort(address);
        UNSAFE.loadFence();
        return value;
    }

    public static void putShort(long address, int value) {
        UNSAFE.putShort(address, (short) value);
    }

    /** Publishes: earlier writes are not moved after it. */
    public static void putShortRelease(long address, int value) {
        UNSAFE.storeFence();
        UNSAFE.putShort(address, (short) value);
    }

    public static int getInt(long address) {
        return UNSAFE.getInt(address);
    }

    public static void putInt(long address, int value) {
        UNSAFE.putInt(address, value);
    }

    /** A value that another thread publishes; later reads are not moved before it. */
    public static int getIntAcquire(long address) {
        int value = UNSAFE.getInt(address);
        UNSAFE.loadFence();
        return value;
    }

    /** Publishes: earlier writes are not moved after it. */
    public static void putIntRelease(long address, int value) {
        UNSAFE.storeFence();
        UNSAFE.putInt(address, value);
    }

    public static long getLong(long address) {
        return UNSAFE.getLong(address);
    }

    public static void putLong(long address, long value) {
        UNSAFE.putLong(address, value);
    }

    public static long getLongVolatile(long address) {
        return UNSAFE.getLongVolatile(null, address);
    }

    /** A value that a guest publishes; later reads are not moved before it. */
    public static long getLongAcquire(long address) {
        long value = UNSAFE.getLong(address);
        UNSAFE.loadFence();
        return value;
    }

    /** Sets bits in a word that others change too. A bit that is set already costs no write. */
    public static void setBits(long address, long bits) {
        long word = UNSAFE.getLongVolatile(null, address);
        while ((word & bits) != bits && !UNSAFE.compareAndSwapLong(null, address, word, word | bits)) {
            word = UNSAFE.getLongVolatile(null, address);
        }
    }

    public static void putLongVolatile(long address, long value) {
        UNSAFE.putLongVolatile(null, address, value);
    }

    /** Publishes, cheaper than volatile: earlier writes are not moved after it, later reads may be moved before it. */
    public static void putLongRelease(long address, long value) {
        UNSAFE.putOrderedLong(null, address, value);
    }

    public static boolean compareAndSetLong(long address, long expected, long value) {
        return UNSAFE.compareAndSwapLong(null, address, expected, value);
    }

    /** Adds to a word that others add to as well. */
    public static void addLong(long address, long amount) {
        UNSAFE.getAndAddLong(null, address, amount);
    }

    /** Orders earlier writes before later reads, which even x86 does not do by itself. */
    public static void fullFence() {
        UNSAFE.fullFence();
    }

    /** Keeps the compiler from moving reads and writes over this place. No barrier for the processor, on x86 at least. */
    public static void compilerFence() {
        UNSAFE.storeFence();
        UNSAFE.loadFence();
    }

    public static void clear(long address, long bytes) {
        UNSAFE.setMemory(address, bytes, (byte) 0);
    }

    /** Copies between areas that do not overlap. */
    public static void copy(long from, long to, int bytes) {
        if (bytes > SMALL_COPY_BYTES) {
            UNSAFE.copyMemory(from, to, bytes);
            return;
        }
        int last = bytes - 8;
        if (last < 0) {
            for (int i = 0; i < bytes; i++) {
                UNSAFE.putByte(to + i, UNSAFE.getByte(from + i));
            }
            return;
        }
        int i = 0;
        for (; i < last - 16; i += 16) { // two at once: the compiler does not unroll it
            UNSAFE.putLong(to + i, UNSAFE.getLong(from + i));
            UNSAFE.putLong(to + i + 8, UNSAFE.getLong(from + i + 8));
        }
        for (; i < last; i += 8) {
            UNSAFE.putLong(to + i, UNSAFE.getLong(from + i));
        }
        UNSAFE.putLong(to + last, UNSAFE.getLong(from + last)); // some of it again, perhaps
    }

    /** Copies into an array. */
    public static void get(long from, byte[] to) {
        UNSAFE.copyMemory(null, from, to, Unsafe.ARRAY_BYTE_BASE_OFFSET, to.length);
    }

    /** Copies out of an array. */
    public static void put(byte[] from, long to) {
        UNSAFE.copyMemory(from, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, to, from.length);
    }
}
