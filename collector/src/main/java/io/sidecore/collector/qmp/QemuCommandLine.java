package io.sidecore.collector.qmp;

import io.sidecore.collector.proc.CommandLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What QEMU was started with, as far as it matters here. */
public record QemuCommandLine(CommandLine line) {

    /** The guest's name: {@code -name vm1}, or {@code -name guest=vm1,debug-threads=on}. */
    public Optional<String> name() {
        return line.option("name")
                .map(QemuOption::parse)
                .flatMap(option -> option.value("guest").or(() -> Optional.of(option.first())))
                .filter(name -> !name.isBlank());
    }

    /** By which libvirt knows it: {@code -uuid}. */
    public Optional<String> uuid() {
        return line.option("uuid");
    }

    /** Whether it runs no guest, and only tells what it can do, as libvirt has it do. */
    public boolean hasNoMachine() {
        return line.option("machine")
                .or(() -> line.option("M"))
                .map(QemuOption::parse)
                .map(option ->
                        option.first().equals("none") || option.value("type").equals(Optional.of("none")))
                .orElse(false);
    }

    /**
     * Paths of the sockets on which it listens for QMP: {@code -qmp unix:PATH,server=on}, and {@code -chardev
     * socket,id=ID,path=PATH} with {@code -mon chardev=ID,mode=control}. A socket that it was handed as an open file has
     * none.
     */
    public List<String> monitors() {
        List<String> paths = new ArrayList<>();
        for (String name : List.of("qmp", "qmp-pretty")) {
            for (String value : line.options(name)) {
                QemuOption option = QemuOption.parse(value);
                if (option.first().startsWith("unix:")) {
                    paths.add(option.first().substring("unix:".length()));
                } else if (option.first().startsWith("chardev:")) {
                    chardevPath(option.first().substring("chardev:".length())).ifPresent(paths::add);
                }
            }
        }
        for (String value : line.options("mon")) {
            QemuOption option = QemuOption.parse(value);
            if (option.value("mode").equals(Optional.of("control"))) {
                chardevPath(option.value("chardev").orElse(option.first())).ifPresent(paths::add);
            }
        }
        return paths;
    }

    private Optional<String> chardevPath(String id) {
        return line.options("chardev").stream()
                .map(QemuOption::parse)
                .filter(option ->
                        option.first().equals("socket") && option.value("id").equals(Optional.of(id)))
                .flatMap(option -> option.value("path").stream())
                .findFirst();
    }

    /** Whether libvirt holds its monitor: to connect there would make libvirt wait for us. */
    public boolean isLibvirts() {
        return chardevs().anyMatch(option -> option.value("id").equals(Optional.of("charmonitor")))
                || monitors().stream().anyMatch(path -> path.contains("/libvirt/"));
    }

    /** Sockets of vhost-user devices that it speaks to, or listens on. */
    public List<String> socketPaths() {
        return chardevs()
                .filter(option -> option.first().equals("socket"))
                .flatMap(option -> option.value("path").stream())
                .toList();
    }

    private Stream<QemuOption> chardevs() {
        return line.options("chardev").stream().map(QemuOption::parse);
    }
}
