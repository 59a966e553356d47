import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Counts the tests of all modules by the reports that Surefire wrote: names those that failed, says why any were
 * skipped, and ends with "N passed, N failed, N skipped". A build that failed for another reason than a test counts as
 * one failure, and so does a run without tests: neither may look like success.
 *
 * <p>Run by ./verify as: java Summary.java CHECKOUT MAVEN-EXIT-CODE MAVEN-LOG
 */
final class Summary {

    private static final int MESSAGE_LENGTH = 300;

    private final List<String> failures = new ArrayList<>();
    private final Map<String, List<String>> skippedByReason = new TreeMap<>();
    private int passed;

    public static void main(String[] args) throws Exception {
        Summary summary = new Summary();
        for (Path report : reports(Path.of(args[0]))) {
            summary.read(report);
        }
        summary.judgeBuild(Integer.parseInt(args[1]), Path.of(args[2]));
        summary.print();
        System.exit(summary.failures.isEmpty() ? 0 : 1);
    }

    private static List<Path> reports(Path checkout) throws IOException {
        try (Stream<Path> files = Files.find(checkout, 6, (file, attributes) -> isReport(file))) {
            return files.sorted().toList();
        }
    }

    private static boolean isReport(Path file) {
        return file.getParent().endsWith("target/surefire-reports") && file.toString().endsWith(".xml");
    }

    private void read(Path report) throws Exception {
        File xml = report.toFile();
        NodeList tests =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getElementsByTagName("testcase");
        for (int i = 0; i < tests.getLength(); i++) {
            count((Element) tests.item(i));
        }
    }

    private void count(Element test) {
        String type = test.getAttribute("classname");
        String name = type.substring(type.lastIndexOf('.') + 1) + "." + test.getAttribute("name");
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
        } else if (passed == 0 && failures.isEmpty()) {
            failures.add("the run itself: no test passed (log: " + log + ")");
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
