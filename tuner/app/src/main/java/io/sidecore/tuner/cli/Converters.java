package io.sidecore.tuner.cli;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.vhostuser.server.BackendOptions.PortSpec;
import java.util.function.Function;
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
                .registerConverter(PortSpec.class, converter(PortSpec::parse));
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
