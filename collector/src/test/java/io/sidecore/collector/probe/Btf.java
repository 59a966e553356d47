package io.sidecore.collector.probe;

import io.sidecore.probes.ProbeSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The structures and enumerators in the BTF of a BPF object, as {@code linux/btf.h} and the ELF standard lay them out. */
final class Btf {

    /** A structure's size and its members' offsets, in bytes. */
    record Struct(int bytes, Map<String, Integer> offsets) {}

    final Map<String, Struct> structs = new HashMap<>();
    final Map<String, Integer> enumerators = new HashMap<>();
    final Map<String, ByteBuffer> sections = new LinkedHashMap<>();

    static Btf of(ProbeSpec spec) {
        try (InputStream stream = Objects.requireNonNull(ProbeSpec.class.getResourceAsStream(spec.object()))) {
            return new Btf(ByteBuffer.wrap(stream.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Btf(ByteBuffer elf) {
        readSections(elf);
        readTypes(Objects.requireNonNull(sections.get(".BTF")));
    }

    private void readSections(ByteBuffer elf) {
        int table = (int) elf.getLong(0x28);
        int entry = elf.getShort(0x3a);
        int names = (int) elf.getLong(table + entry * elf.getShort(0x3e) + 24);
        for (int i = 0; i < elf.getShort(0x3c); i++) {
            int at = table + entry * i;
            ByteBuffer content =
                    elf.slice((int) elf.getLong(at + 24), noBits(elf, at) ? 0 : (int) elf.getLong(at + 32));
            sections.put(text(elf, names + elf.getInt(at)), content.order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static boolean noBits(ByteBuffer elf, int section) {
        return elf.getInt(section + 4) == 8;
    }

    private void readTypes(ByteBuffer btf) {
        int header = btf.getInt(4);
        int at = header + btf.getInt(8);
        int end = at + btf.getInt(12);
        int strings = header + btf.getInt(16);
        while (at < end) {
            String name = text(btf, strings + btf.getInt(at));
            int info = btf.getInt(at + 4);
            int members = info & 0xffff;
            int kind = info >>> 24 & 0x1f;
            int size = btf.getInt(at + 8);
            at += 12;
            if (kind == 4) {
                structs.put(name, struct(btf, strings, at, members, size));
            } else if (kind == 6) {
                for (int i = 0; i < members; i++) {
                    enumerators.put(text(btf, strings + btf.getInt(at + 8 * i)), btf.getInt(at + 8 * i + 4));
                }
            }
            at += tail(kind, members);
        }
    }

    private static Struct struct(ByteBuffer btf, int strings, int at, int members, int size) {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        for (int i = 0; i < members; i++) {
            offsets.put(text(btf, strings + btf.getInt(at + 12 * i)), btf.getInt(at + 12 * i + 8) / 8);
        }
        return new Struct(size, offsets);
    }

    /** Bytes that follow the first twelve of a type. */
    private static int tail(int kind, int members) {
        return switch (kind) {
            case 1, 14, 17 -> 4; // int, variable, declaration tag
            case 3 -> 12; // array
            case 4, 5, 15, 19 -> 12 * members; // struct, union, section, enum64
            case 6, 13 -> 8 * members; // enum, function prototype
            default -> 0;
        };
    }

    private static String text(ByteBuffer bytes, int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - at];
        bytes.get(at, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
