# Sourced: results of tests that are shell commands, in Surefire's format, for Summary.java to count. Each is a file in
# DIRECTORY/reports.

# passed DIRECTORY NAME
passed() { write_result "$1" "$2" passed ""; }

# failed DIRECTORY NAME REASON
failed() { write_result "$1" "$2" failed "$3" "<failure message=\"$(escape "$3")\"/>"; }

# skipped DIRECTORY NAME REASON
skipped() { write_result "$1" "$2" skipped "$3" "<skipped message=\"$(escape "$3")\"/>"; }

write_result() {
    mkdir -p -- "$1/reports"
    printf '<testsuite name="lab"><testcase classname="lab" name="%s">%s</testcase></testsuite>\n' "$(escape "$2")" \
        "${5-}" >"$1/reports/lab-$2.xml"
    printf '%s: %s%s\n' "$3" "$2" "${4:+ ($4)}"
}

# Of other than printable characters XML allows few; a console may hold any.
escape() {
    printf '%s' "$1" | LC_ALL=C tr -cd '\40-\176' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/"/\&quot;/g'
}
