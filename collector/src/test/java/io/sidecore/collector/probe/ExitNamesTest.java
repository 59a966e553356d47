package io.sidecore.collector.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are those of the processors' manuals. */
final class ExitNamesTest {

    @ParameterizedTest
    @CsvSource({
        "1, 0, EXCEPTION_NMI",
        "1, 12, HLT",
        "1, 30, IO_INSTRUCTION",
        "1, 49, EPT_MISCONFIG",
        "1, 75, NOTIFY",
        "1, 9999, VMX_9999",
        "2, 96, INTR",
        "2, 120, HLT",
        "2, 123, IOIO",
        "2, 1024, NPF",
        "2, 78, EXCP_14", // a page fault
        "2, 95, EXCP_31",
        "2, 4294967295, ERR",
        "2, 2000, SVM_0x7d0",
        "0, 36, EXIT_36",
    })
    void anExitHasTheProcessorsName(long isa, long code, String name) {
        assertEquals(name, ExitNames.of(isa, code));
    }
}
