package io.sidecore.collector.bpf;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.annotations.In;
import jnr.ffi.types.size_t;
import jnr.ffi.types.u_int32_t;
import org.jspecify.annotations.Nullable;

/**
 * The prototypes of libbpf 1.x that we call, as in {@code bpf/libbpf.h}, and nothing else. Functions that give an int
 * give a negative errno; those that give a pointer give NULL and set errno.
 */
public interface LibBpf {

    /** Called by libbpf with each of its messages; {@code level} 0 is a warning. */
    interface Print {
        @Delegate
        int print(int level, Pointer format, Pointer arguments);
    }

    int libbpf_major_version();

    int libbpf_minor_version();

    Pointer libbpf_set_print(Print print);

    @Nullable
    Pointer bpf_object__open_mem(@In Pointer elf, @size_t long bytes, @Nullable Pointer options);

    int bpf_object__load(Pointer object);

    void bpf_object__close(Pointer object);

    @Nullable
    Pointer bpf_object__find_program_by_name(Pointer object, String name);

    @Nullable
    Pointer bpf_object__find_map_by_name(Pointer object, String name);

    int bpf_program__set_autoload(Pointer program, boolean autoload);

    @Nullable
    Pointer bpf_program__attach(Pointer program);

    int bpf_link__fd(Pointer link);

    int bpf_link__destroy(Pointer link);

    int bpf_iter_create(int linkFd);

    int bpf_map__fd(Pointer map);

    @u_int32_t
    int bpf_map__value_size(Pointer map);

    @u_int32_t
    int bpf_map__max_entries(Pointer map);
}
