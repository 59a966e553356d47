package io.sidecore.tuner.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words, in lower case as everything else on a command line. */
abstract class EnumWord<E extends Enum<E>> implements ITypeConverter<E> {

    private final E[] values;

    EnumWord(Class<E> type) {
        this.values = type.getEnumConstants();
    }

    @Override
    public E convert(String word) {
        return Arrays.stream(values)
                .filter(value -> word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + word + "' is none of "
                        + Arrays.stream(values).map(EnumWord::word).collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
