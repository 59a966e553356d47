import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Counts tests by the reports that Surefire, or whoever writes in its format, left: names those that failed, says why any
 * were skipped, and ends with "N passed, N failed, N skipped". A build that failed for another reason than a test counts as
 * one failure, and so does a run without tests: neither may look like success.
 *
 * <p>Run by ./verify as: java Summary.java MAVEN-EXIT-CODE MAVEN-LOG [LABEL]=DIRECTORY... where the label, such as the
 * kernel that its tests ran on, comes before the name of each test of that directory.
 */
final class Summary {

    private static final int MESSAGE_LENGTH = 300;

    private final List<String> failures = new ArrayList<>();
    private final Map<String, List<String>> skippedByReason = new TreeMap<>();
    private int passed;

    public static void main(String[] args) throws Exception {
        Summary summary = new Summary();
        for (String directory : List.of(args).subList(2, args.length)) {
            String[] labelled = directory.split("=", 2);
            for (Path report : reports(Path.of(labelled[1]))) {
                summary.read(report, labelled[0].isEmpty() ? "" : labelled[0] + " ");
            }
        }
        summary.judgeBuild(Integer.parseInt(args[0]), Path.of(args[1]));
        summary.print();
        System.exit(summary.failures.isEmpty() ? 0 : 1);
    }

    /** A module without tests, or a kernel that did not boot, has none. */
    private static List<Path> reports(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
        }
    }

    private void read(Path report, String label) throws ParserConfigurationException {
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        parser.setErrorHandler(null); // else it prints, beside throwing
        try {
            NodeList tests = parser.parse(report.toFile()).getElementsByTagName("testcase");
            for (int i = 0; i < tests.getLength(); i++) {
                count((Element) tests.item(i), label);
            }
        } catch (IOException | SAXException e) { // its writer was killed
            failures.add(label + "a report that cannot be read: " + report + ": " + e.getMessage());
        }
    }

    private void count(Element test, String label) {
        String type = test.getAttribute("classname");
        String name = label + type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
        for (Node child = test.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals("failure") || child.getNodeName().equals("error")) {
                failures.add(name + ": " + message(child));
                return;
            }
            if (child.getNodeName().equals("skipped")) {
                skippedByReason.computeIfAbsent(message(child), reason -> new ArrayList<>()).add(name);
                return;
            }
        }
        passed++;
    }

    /** The reason given, without the stack trace and the exception's name that may surround it. */
    private static String message(Node outcome) {
        String given = ((Element) outcome).getAttribute("message");
        String text = given.isEmpty() ? outcome.getTextContent().split("\\R\\s+at ", 2)[0] : given;
        String reason = text.replaceFirst("^org\\.opentest4j\\.TestAbortedException: ", "")
                .replaceFirst("^Assumption failed: ", "")
                .strip()
                .replaceAll("\\s*\\R\\s*", " ");
        return reason.length() <= MESSAGE_LENGTH ? reason : reason.substring(0, MESSAGE_LENGTH) + "...";
    }

    private void judgeBuild(int exitCode, Path log) throws IOException {
        if (exitCode != 0) {
            try (Stream<String> lines = Files.lines(log)) {
                String errors = lines.filter(line -> line.matches("\\[ERROR] (?!See )\\S.*"))
                        .map(line -> line.substring("[ERROR] ".length()).strip())
                        .limit(3)
                        .collect(Collectors.joining("; "));
                failures.add("the build itself: " + errors + " (log: " + log + ")");
            }
        } else if (passed == 0 && failures.isEmpty() && skippedByReason.isEmpty()) {
            failures.add("the run itself: there was no test (log: " + log + ")");
        }
    }

    private void print() {
        skippedByReason.forEach((reason, names) -> {
            System.out.println("skipped: " + reason);
            names.forEach(name -> System.out.println("    " + name));
        });
        failures.forEach(failure -> System.out.println("failed: " + failure));
        int skipped = skippedByReason.values().stream().mapToInt(List::size).sum();
        System.out.println(passed + " passed, " + failures.size() + " failed, " + skipped + " skipped");
    }
}
