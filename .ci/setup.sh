# Sourced by ./sidecore and ./verify, with $home set: finds out what is missing, installs it, builds, and makes the
# archive of loaded classes (AppCDS) that lets later calls start fast. All it says goes to the error stream.

state=$home/.sidecore
main_class=io.sidecore.tuner.cli.Main
# jnr-ffi's x86-64 stubs garble the sixth of six integer arguments. Warnings of the JVM would go to standard output.
jvm_flags=(-XX:+UseSerialGC -XX:-UsePerfData -Xlog:disable -Xlog:all=error:stderr -Djnr.ffi.x86asm.enabled=false)

say() { printf 'sidecore: %s\n' "$*" >&2; }

die() {
    say "$@"
    exit 1
}

have() { command -v "$1" >/dev/null; }

# --- Is the last build still good? -----------------------------------------------------------------------------------

# Prints, from a shell of its own, all that a build depends on: where it lies, the JDK, and each source file with its size and time of change.
inputs() (
    printf '%s\n' "$home" "${JAVA_HOME-}"
    cd -- "$home"
    find "$java_home/release" pom.xml probes collector policies tuner \
        \( -name target -o -path '*/src/test' \) -prune -o -type f -printf '%p %s %T@\n'
)

# Sets what a start needs to know of the build in directory $1.
read_build() {
    build=$1
    { IFS= read -r java_home && IFS= read -r class_path; } <"$build/start"
}

is_built() {
    [[ -e $state/current/ready ]] && read_build "$(readlink -f -- "$state/current")" \
        && [[ -x $java_home/bin/java && $(inputs 2>/dev/null) == "$(<"$build/ready")" ]]
}

# --- What the system lacks -------------------------------------------------------------------------------------------

# Prints the home of a JDK to build with: the user's choice; else a 17, on which Sidecore is tested; else a later one.
jdk() {
    local javac candidate version
    javac=$(readlink -f -- "$(command -v javac)" || true)
    for candidate in "${JAVA_HOME-}" /usr/lib/jvm/*17* "${javac%/bin/javac}" /usr/lib/jvm/*; do
        [[ -x $candidate/bin/javac && -r $candidate/release ]] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release")
        if ((${version:-0} >= 17)); then
            readlink -f -- "$candidate"
            return
        fi
    done
    return 1
}

has_maven() {
    local version
    version=$(JAVA_HOME=$(jdk || true) mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p')
    [[ $version ]] && printf '3.8\n%s\n' "$version" | sort -CV
}

# Prints the name of a package: $1 on Debian, $2 on Fedora.
package() { if have apt-get || ! have dnf; then echo "$1"; else echo "$2"; fi; }

# Prints the packages that the build lacks, one a line.
missing_for_build() {
    jdk >/dev/null || package openjdk-17-jdk-headless java-17-openjdk-devel
    has_maven || package maven maven
    have clang || package clang clang
    have make || package make make
    [[ -e /usr/include/bpf/bpf_helpers.h ]] || package libbpf-dev libbpf-devel
    [[ $(/sbin/ldconfig -p) == *'libbpf.so.1 '* ]] || package libbpf1 libbpf
}

# --- Installing ------------------------------------------------------------------------------------------------------

# Root, or whoever sudo lets become root; asks for a password only where there is somebody to ask.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif [[ -t 0 && -t 2 ]]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# Installs the packages; where it cannot, says the command that would, and fails.
install_packages() {
    local log=$state/install.log
    if ! have apt-get && ! have dnf; then
        say "these packages are missing, by their Debian names, and neither apt-get nor dnf is here to install them:"
        printf '    %s\n' "$*" >&2
        return 1
    elif ! as_root true 2>/dev/null; then
        say "system packages are missing, and you are neither root nor does sudo work. Run this as root, then try again:"
    else
        say "installing system packages, which takes minutes (log: $log): $*"
        if install_as_root "$@" >"$log" 2>&1; then
            return
        fi
        say "could not: $(grep -m1 '^E:\|^Error' "$log" || tail -1 "$log"). Once that is mended, or by hand as root:"
    fi
    if have apt-get; then
        printf '    apt-get update && apt-get install -y --no-install-recommends %s\n' "$*" >&2
    else
        printf '    dnf install -y %s\n' "$*" >&2
    fi
    return 1
}

install_as_root() {
    if have apt-get; then
        # First by the package lists at hand, then by new ones.
        apt_get install "$@" || { apt_get update && apt_get install "$@"; }
    else
        as_root dnf install -y "$@" </dev/null
    fi
}

# Another apt-get may be at work, as on a machine that has just started: waits for it.
apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" \
        </dev/null
}

# --- Building --------------------------------------------------------------------------------------------------------

# One set-up at a time in this checkout. A Maven left behind by a killed set-up holds the lock too, as it should.
lock() {
    { mkdir -p -- "$state" && exec {lock}>>"$state/lock"; } 2>/dev/null \
        || die "a build is needed, and you may not write to $state: let its owner run ./sidecore once"
    flock -n "$lock" || {
        say "another set-up is at work here; waiting for it"
        flock "$lock"
    }
}

unlock() { exec {lock}>&-; }

# Leaves a good build, and what a start needs to know of it in $build, $java_home and $class_path.
set_up() {
    lock
    if ! is_built; then
        install_for_build
        build
    fi
    unlock
}

install_for_build() {
    local missing
    mapfile -t missing < <(missing_for_build)
    if ((${#missing[@]})); then
        install_packages "${missing[@]}" || exit 1
        mapfile -t missing < <(missing_for_build)
        ((${#missing[@]} == 0)) || die "installed, and yet not to be found: what comes with ${missing[*]}"
    fi
    java_home=$(jdk)
}

build() {
    [[ $home != *:* ]] || die "Java cannot run from a directory with a colon in its name: $home"
    build=$(mktemp -d "$state/build.XXXXXX")
    progress=
    trap 'kill $progress 2>/dev/null || true; rm -rf -- "$build"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    inputs >"$build/inputs" # before the build, so that what changes meanwhile counts as changed
    compile
    mkdir "$build/lib"
    cp -- "$home"/tuner/app/target/lib/*.jar "$home/tuner/app/target/sidecore.jar" "$build/lib"
    local jars=("$build"/lib/*.jar)
    class_path=$(IFS=: && printf '%s' "${jars[*]}")
    printf '%s\n' "$java_home" "$class_path" >"$build/start"
    archive_classes >"$state/archive.log" 2>&1 || say "no fast start: see $state/archive.log"
    chmod -R a+rX -- "$build" # mktemp made it for the owner alone
    mv -- "$build/inputs" "$build/ready"
    trap - EXIT INT TERM
    publish
}

compile() {
    local log=$state/build.log started=$SECONDS
    say "building (the first time takes minutes; log: $log)"
    rm -rf -- "$home/tuner/app/target/lib" # libraries that are used no more
    show_progress "$log" &
    progress=$!
    maven -Dmaven.test.skip=true -Dchecks=off package >"$log" 2>&1 || build_failed "$log"
    kill "$progress" 2>/dev/null || true
    wait "$progress" 2>/dev/null || true # lest bash tells of it later
    [[ ! -t 2 ]] || printf '\033[K' >&2
    say "built in $((SECONDS - started)) s"
}

build_failed() {
    awk '/^\[ERROR\]/ && !/Help 1|re-run Maven|^\[ERROR\] *$/ && !seen[$0]++ && ++lines <= 6' "$1" >&2
    die "the build failed; log: $1"
}

maven() {
    JAVA_HOME=$java_home MAVEN_OPTS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC ${MAVEN_OPTS-}" \
        mvn -B -Dstyle.color=never -f "$home/pom.xml" "$@" </dev/null
}

# On a terminal, shows which module Maven is at, until killed.
show_progress() {
    local started=$SECONDS
    [[ -t 2 ]] || return 0
    unlock
    while sleep 1; do
        printf '\r\033[K%4d s  %s\r' $((SECONDS - started)) \
            "$(sed -n 's/^\[INFO\] Building \(Sidecore.*[^ ]\) \+\[\(.*\)\]/\2 \1/p' "$1" | tail -1)" >&2
    done
}

# Commands whose classes the archive gets. One that fails, here or everywhere, has loaded its classes all the same.
training=("--version" "--help" "check" "diagnose --seconds 1 --interval 500" "top -b -n 1" "record --help" "replay --help" "policy list" "backend --help" "guests --help" "trial --help" "no-such-command")

# A static archive, since a dynamic one refuses picocli's old class files. It is good for this very class path only.
archive_classes() {
    local java=("$java_home/bin/java" "${jvm_flags[@]}" -cp "$class_path") words
    for words in "${training[@]}"; do
        timeout 30 "${java[@]}" -Dsidecore.home="$home" -XX:DumpLoadedClassList="$build/list" "$main_class" $words \
            </dev/null || true
        cat -- "$build/list" >>"$build/classes"
    done
    # Numbers that a later JDK gives to classes are those of one run; lists of several runs are joined here.
    awk '!/ source: / { sub(/ id: [0-9]+$/, "") } !seen[$0]++' "$build/classes" >"$build/list"
    "${java[@]}" -Xshare:dump -XX:SharedClassListFile="$build/list" -XX:SharedArchiveFile="$build/sidecore.jsa"
    rm -- "$build/classes" "$build/list"
}

# Makes $build the current one. The one before stays for whoever runs it now; older ones go.
publish() {
    local before old
    before=$(readlink -- "$state/current" || true)
    ln -sfn -- "${build##*/}" "$state/next"
    mv -T -- "$state/next" "$state/current"
    for old in "$state"/build.*/; do
        old=${old%/}
        [[ $old == "$build" || ${old##*/} == "$before" ]] || rm -rf -- "$old"
    done
}
