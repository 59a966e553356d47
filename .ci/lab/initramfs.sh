# Sourced: makes the first root of a virtual machine from busybox, a kernel's modules, and a directory with its init.

# build_initramfs KERNEL-DIRECTORY OUT SKELETON LIST... makes OUT. Each LIST is 'NAME: module module ...': the modules go
# to /modules, with those that they need, and the order to load them in to /modules/NAME.
build_initramfs() (
    directory=$1 out=$2 skeleton=$3
    stage=$(mktemp -d "$out.XXXXXX") || exit
    trap 'rm -rf -- "$stage" "$stage.cpio"' EXIT
    mkdir "$stage"/{bin,dev,proc,sys,modules,root,lower,upper} && cp -- "$(command -v busybox)" "$stage/bin/busybox" \
        && cp -- "$skeleton"/* "$stage" || exit
    index_modules
    for list in "${@:4}"; do
        for name in ${list#*:}; do
            add_module "$name"
        done >"$stage/modules/${list%%:*}"
    done
    (cd -- "$stage" && find . | busybox cpio -o -H newc 2>/dev/null) >"$stage.cpio" && mv -- "$stage.cpio" "$out"
)

# Module names mean - and _ alike; file names have either.
index_modules() {
    local path name
    declare -gA files=() built_in=()
    while IFS= read -r path; do
        name=${path##*/} name=${name%%.ko*}
        files[${name//-/_}]=$path
    done < <(find "$directory/modules" -name '*.ko*')
    while IFS= read -r path; do
        name=${path##*/} name=${name%%.ko*}
        built_in[${name//-/_}]=1
    done <"$directory/modules/modules.builtin"
}

# Puts a module into the stage, after those that it needs, and prints their names in that order.
add_module() {
    local name=${1//-/_} module needed
    module=$stage/modules/$name.ko
    if [[ -e $module || ${built_in[$name]-} ]]; then
        return
    fi
    [[ ${files[$name]-} ]] || die "this kernel has no module $name: $directory"
    decompress "${files[$name]}" >"$module" || die "cannot unpack ${files[$name]}"
    for needed in $(tr '\0' '\n' <"$module" | LC_ALL=C sed -n 's/^depends=//p' | tr , ' '); do
        add_module "$needed"
    done
    echo "$name"
}

decompress() {
    case $1 in
    *.xz) xz -dc -- "$1" ;;
    *.zst) zstd -dcq -- "$1" ;;
    *) cat -- "$1" ;;
    esac
}
