package io.sidecore.collector.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.collector.proc.HostFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusXmlTest {

    @TempDir
    private Path root;

    private Optional<LibvirtDomain> read(String text) throws IOException {
        Path file = root.resolve("vm.xml");
        Files.writeString(file, text);
        return StatusXml.read(file);
    }

    private static String status(String head, String name) {
        return head + "<domstatus state='running' pid='4711'><monitor path='/x' type='unix'/>"
                + "<vcpus><vcpu id='0' pid='4719'/><vcpu id='1' pid='4720'/><vcpu id='x' pid='1'/></vcpus>"
                + "<domain type='kvm'><metadata><name>not this</name></metadata><name>" + name + "</name>"
                + "<vcpu>2</vcpu></domain></domstatus>";
    }

    @Test
    void aRunningGuest() throws IOException {
        LibvirtDomain domain = read(status("<!-- WARNING -->\n", "vm1")).orElseThrow();
        assertEquals("vm1", domain.name());
        assertEquals(4711, domain.pid());
        assertEquals(Map.of(0, 4719, 1, 4720), domain.vcpus());
    }

    @Test
    void nothingElseIsRead() throws IOException {
        Files.writeString(root.resolve("secret"), "s3cret");
        String entity = "<!DOCTYPE domstatus [<!ENTITY e SYSTEM '"
                + root.resolve("secret").toUri() + "'>]>";
        Optional<LibvirtDomain> read = read(status(entity, "&e;"));
        assertEquals(Optional.empty(), read.filter(domain -> domain.name().contains("s3cret")));
    }

    @Test
    void entitiesDoNotMultiply() throws IOException {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE domstatus [<!ENTITY l0 'ha'>");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY l%d '&l%d;&l%d;'>".formatted(i, i - 1, i - 1));
        }
        Optional<LibvirtDomain> read = read(status(laughs + "]>", "&l29;"));
        assertEquals(Optional.empty(), read.filter(domain -> domain.name().length() > 10));
    }

    @Test
    void whatIsNoStatusIsAbsent() throws IOException {
        assertEquals(Optional.empty(), read(""));
        assertEquals(Optional.empty(), read("\0\1\2"));
        assertEquals(Optional.empty(), read(status("", "vm1").substring(0, 200)));
        assertEquals(Optional.empty(), read(status("", "vm1").replace("4711", "-1")));
        assertEquals(Optional.empty(), read(status("", "vm1").replace("4711", "99999999999")));
        assertEquals(Optional.empty(), read(status("", " ")));
        assertEquals(Optional.empty(), read("<domain><name>vm1</name></domain>"));
        assertEquals(Optional.empty(), StatusXml.read(root.resolve("none")));
    }

    @Test
    void aNameThatComesTooLateIsNotWaitedFor() throws IOException {
        String padding = "<!--" + "x".repeat(StatusXml.MAX_BYTES) + "-->";
        assertEquals(Optional.empty(), read(padding + status("", "vm1")));
    }

    @Test
    void aDirectoryOfThem() throws IOException {
        Path directory = Files.createDirectories(root.resolve(LibvirtStatus.DIRECTORY));
        Files.writeString(directory.resolve("vm1.xml"), status("", "vm1"));
        Files.writeString(directory.resolve("vm2.xml"), status("", "vm2").replace("4711", "5711"));
        Files.writeString(directory.resolve("vm2.pid"), "5711");
        Files.createDirectory(directory.resolve("x.xml"));
        LibvirtStatus status = new LibvirtStatus(new HostFiles(root), LibvirtStatus.DIRECTORY);
        assertEquals(Map.of(4711, "vm1", 5711, "vm2"), names(status));
        Files.delete(directory.resolve("vm1.xml"));
        Files.writeString(directory.resolve("vm2.xml"), status("", "renamed").replace("4711", "5711"));
        assertEquals(Map.of(5711, "renamed"), names(status));
    }

    private static Map<Integer, String> names(LibvirtStatus status) {
        return status.domains().values().stream().collect(Collectors.toMap(LibvirtDomain::pid, LibvirtDomain::name));
    }
}
