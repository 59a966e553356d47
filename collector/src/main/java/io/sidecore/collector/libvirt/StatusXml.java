package io.sidecore.collector.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The file {@code /run/libvirt/qemu/NAME.xml} that libvirt's daemon keeps of a running guest, to find it again when it is
 * started anew:
 *
 * <pre>{@code
 * <domstatus state='running' pid='4711'>
 *   <vcpus><vcpu id='0' pid='4719'/></vcpus>
 *   <domain type='kvm'><name>vm1</name>
 * }</pre>
 *
 * Read until the name, no further than {@link #MAX_BYTES}, and without anything that it refers to.
 */
final class StatusXml {

    /** A guest with hundreds of devices has some 100 KiB. */
    static final int MAX_BYTES = 4 << 20;

    private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();

    static {
        FACTORY.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        FACTORY.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private final TreeMap<Integer, Integer> vcpus = new TreeMap<>();
    private int pid;
    private String name = "";

    private StatusXml() {}

    /** Absent if the file is gone, may not be read, or describes no running guest. */
    static Optional<LibvirtDomain> read(Path file) {
        try (InputStream stream = new Limited(Files.newInputStream(file), MAX_BYTES)) {
            XMLStreamReader xml = FACTORY.createXMLStreamReader(stream);
            StatusXml status = new StatusXml();
            status.read(xml);
            return status.pid > 0 && !status.name.isBlank()
                    ? Optional.of(new LibvirtDomain(status.name.strip(), status.pid, status.vcpus))
                    : Optional.empty();
        } catch (IOException | XMLStreamException e) {
            return Optional.empty();
        }
    }

    /** The name is a child of the domain, which is one of the root. */
    private void read(XMLStreamReader xml) throws XMLStreamException {
        int depth = 0;
        while (xml.hasNext() && name.isEmpty()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                String element = xml.getLocalName();
                if (depth == 1 && element.equals("domstatus")) {
                    pid = number(xml, "pid");
                } else if (depth == 3 && element.equals("vcpu") && number(xml, "pid") > 0 && number(xml, "id") >= 0) {
                    vcpus.put(number(xml, "id"), number(xml, "pid"));
                } else if (depth == 3 && element.equals("name")) {
                    name = xml.getElementText();
                    depth--;
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
        }
    }

    private static int number(XMLStreamReader xml, String attribute) {
        String text = xml.getAttributeValue(null, attribute);
        return text != null && text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    }
}
