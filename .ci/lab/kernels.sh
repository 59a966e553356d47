# Sourced, with $lab set: Debian's kernels for the lab, fetched and unpacked under $lab/kernels, never installed.
#
# They come from two small suites, whatever this system runs: Debian 12's security updates have 6.1 and 6.12, Debian 13's
# backports have all newer ones. apt works on them in a directory of its own, without root; its sources on this system
# stay as they are.

suites=("debian-security bookworm-security" "debian trixie-backports")

# Trees of drivers that no lab machine has a device for; half of what a kernel package holds.
unwanted=(gpu media sound infiniband staging net/wireless net/ethernet scsi usb iio hid)

# A kernel is named by its version, such as 6.12 or 6.18.15: the newest that begins so. 6.1-cloud is that for virtual
# machines, which boots faster and lacks what lab machines need (9p).

# Prints what the releases of a kernel look like, as a regular expression.
releases_of() {
    local version=${1%-cloud} flavour=
    [[ $1 == "$version" ]] || flavour=-cloud
    echo "${version//./\\.}(\.[0-9]+)*(-[0-9]+|\+deb[0-9]+)$flavour-amd64"
}

# Prints the directory of a kernel that is here: vmlinuz, config, modules/. Fails if there is none.
kernel_directory() {
    local release
    release=$(find "$lab/kernels" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null \
        | grep -xE "$(releases_of "$1")" | sort -V | tail -1)
    [[ $release ]] && echo "$lab/kernels/$release"
}

# Fetches a kernel, unless it is here. If it cannot be had, prints the reason; the status is then 2 if Debian has no such
# kernel, 1 if this machine cannot get it.
fetch_kernel() {
    local kernel=$1 package log=$lab/kernels.log
    kernel_directory "$kernel" >/dev/null && return
    have apt-get && have dpkg-deb || {
        echo "kernels for the lab come as Debian packages, and apt-get or dpkg-deb is not here"
        return 1
    }
    say "fetching Linux $kernel for the lab"
    mkdir -p -- "$lab/kernels"
    update_kernel_list >"$log" 2>&1 || {
        echo "no list of Debian's kernels: $(grep -m1 '^[EW]:' "$log" || tail -1 "$log") (log: $log)"
        return 1
    }
    package=$(kernel_packages "$(releases_of "$kernel")" | tail -1)
    [[ $package ]] || {
        echo "Debian serves no Linux $kernel; it has $(kernel_versions)"
        return 2
    }
    unpack_kernel "$package" >>"$log" 2>&1 || {
        echo "could not fetch $package: $(grep -m1 '^[EW]:' "$log" || tail -1 "$log") (log: $log)"
        return 1
    }
}

# apt with all its state in $lab/apt.
private_apt() {
    local program=$1 apt=$lab/apt
    shift
    "$program" -q -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State="$apt" \
        -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User= \
        -o Acquire::Languages=none -o Acquire::Retries=3 -o Acquire::http::Timeout=60 "$@" </dev/null
}

update_kernel_list() {
    local suite mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [[ -e $keyring ]] || {
        echo "E: no $keyring to check Debian's signatures with (package debian-archive-keyring)"
        return 1
    }
    mkdir -p -- "$lab"/apt/lists/partial "$lab"/apt/cache/archives/partial
    : >"$lab/apt/status"
    : >"$lab/apt/sources.list"
    for suite in "${suites[@]}"; do
        mirror=$(mirror_of "${suite% *}") || return
        echo "deb [signed-by=$keyring] $mirror ${suite#* } main" >>"$lab/apt/sources.list"
    done
    private_apt apt-get -o APT::Update::Error-Mode=any update
}

# Prints the mirror that this system takes the archive $1 from; also if it has not fetched its list yet.
mirror_of() {
    local mirrors
    mirrors=$(apt-get update --print-uris | sed -n "s|^'\\(.*/$1/\\)dists/.*|\\1|p") # all of it: apt-get minds a closed pipe
    [[ $mirrors ]] || {
        echo "E: the apt sources of this system name no mirror of $1" >&2
        return 1
    }
    echo "${mirrors%%$'\n'*}"
}

# Prints the names of the kernel packages whose release matches, oldest first.
kernel_packages() { private_apt apt-cache pkgnames linux-image- | grep -xE "linux-image-$1" | sort -V; }

# Prints the versions there are, as 6.1 6.12 ...
kernel_versions() {
    kernel_packages '[0-9]+\.[0-9].*' | sed -E 's/^linux-image-([0-9]+\.[0-9]+).*/\1/' | uniq | paste -sd ' '
}

# Leaves vmlinuz, config and modules/ in $lab/kernels/RELEASE.
unpack_kernel() (
    release=${1#linux-image-}
    into=$(mktemp -d "$lab/kernels/.new.XXXXXX")
    trap 'rm -rf -- "$into"' EXIT
    mkdir "$into/tree" "$into/kernel" && cd -- "$into" || exit
    # Newer packages are split in several.
    mapfile -t parts < <(private_apt apt-cache depends "$1" | sed -nE 's/.*Depends: (linux-(base|binary|modules)-.*)/\1/p')
    private_apt apt-get download "$1" "${parts[@]}" || exit
    for deb in ./*.deb; do
        dpkg-deb --fsys-tarfile "$deb" | tar -x -C tree "${unwanted[@]/#/--exclude=*/drivers/}" || exit
    done
    find tree -name 'vmlinuz*' -size +1M -exec mv {} kernel/vmlinuz \; \
        -o -name 'config-*' -exec mv {} kernel/config \;
    modules=$(find tree -type d -path "*/modules/$release")
    if [[ ! $modules ]]; then
        echo "E: the archive has no modules of $release (any more)"
        exit 1
    fi
    mv -- "$modules" kernel/modules || exit
    [[ -e kernel/vmlinuz ]] && rm -rf -- "$lab/kernels/$release" && mv -T -- kernel "$lab/kernels/$release"
)
