package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.guests.driver.TxLayout;
import io.sidecore.guests.vcpu.IdleMode;
import io.sidecore.tuner.trial.compare.Measure;
import io.sidecore.tuner.trial.result.Design;
import io.sidecore.vhostuser.server.PortSpec;
import io.sidecore.vhostuser.server.UplinkSpec;
import io.sidecore.vhostuser.worker.Placement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How words on the command line become values; a wrong word is a usage error with the value's own explanation. */
final class Converters {

    private Converters() {}

    static CommandLine register(CommandLine line) {
        return line.registerConverter(CpuSet.class, converter(CpuSet::parse))
                .registerConverter(PollMode.class, converter(PollMode::parse))
                .registerConverter(QueueId.class, converter(QueueId::parse))
                .registerConverter(WorkerId.class, converter(WorkerId::new))
                .registerConverter(Duration.class, converter(Durations::parse))
                .registerConverter(ByteSize.class, converter(ByteSize::parse))
                .registerConverter(Placement.class, converter(Placement::parse))
                .registerConverter(PortSpec.class, converter(PortSpec::parse))
                .registerConverter(UplinkSpec.class, converter(UplinkSpec::parse))
                .registerConverter(Share.class, converter(Share::parse))
                .registerConverter(Design.Kind.class, words(Design.Kind.class))
                .registerConverter(Measure.class, words(Measure.class, Measure::word))
                .registerConverter(IdleMode.class, words(IdleMode.class))
                .registerConverter(TxLayout.class, words(TxLayout.class))
                .registerConverter(TrialCommand.Suite.class, words(TrialCommand.Suite.class))
                .registerConverter(GuestsCommand.Format.class, words(GuestsCommand.Format.class));
    }

    /** One of a few words, in lower case as everything else on a command line. */
    private static <E extends Enum<E>> ITypeConverter<E> words(Class<E> type) {
        return words(type, value -> value.name().toLowerCase(Locale.ROOT));
    }

    private static <E extends Enum<E>> ITypeConverter<E> words(Class<E> type, Function<E, String> word) {
        return converter(text -> Arrays.stream(type.getEnumConstants())
                .filter(value -> word.apply(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is none of "
                        + Arrays.stream(type.getEnumConstants()).map(word).collect(Collectors.joining(", ")))));
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }
}
