/** What a host may see of the file system. Absolute paths of folders and files that are there, links resolved. */
export interface Fence {
  readonly read: readonly string[];
  /** Readable too. */
  readonly write: readonly string[];
}

/**
 * Node's own fence: https://nodejs.org/docs/latest-v22.x/api/permissions.html. Child processes, workers, addons and WASI
 * are off where nothing allows them. It is no boundary against hostile code.
 */
export function permissionFlags({ read, write }: Fence): string[] {
  return [
    "--permission",
    ...[...read, ...write].map((path) => `--allow-fs-read=${path}`),
    ...write.map((path) => `--allow-fs-write=${path}`),
    // Where Node guards the network too, plugins still talk to databases and to each other.
    ...(process.allowedNodeEnvironmentFlags.has("--allow-net")
      ? ["--allow-net"]
      : []),
  ];
}

/** What every program needs of the system. Not all systems have all of it. */
const SYSTEM_FOLDERS = ["/usr", "/lib", "/lib64", "/bin", "/sbin"];
/** Names, certificates and time zones: no host keys, no shadow file. */
const SYSTEM_FILES = [
  "/etc/alternatives",
  "/etc/ca-certificates",
  "/etc/gai.conf",
  "/etc/group",
  "/etc/host.conf",
  "/etc/hosts",
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/localtime",
  "/etc/nsswitch.conf",
  "/etc/passwd",
  "/etc/pki",
  "/etc/resolv.conf",
  "/etc/services",
  "/etc/ssl",
  "/etc/timezone",
];

/**
 * A command that runs what follows it with nothing of the file system but the fence, and in a process namespace of its
 * own. The network is the machine's. `folder` is a folder of the fence, and `temporary` what the program sees as `/tmp`: a
 * folder on the disk, since what lies in memory there no limit would count.
 * https://github.com/containers/bubblewrap
 */
export function bubblewrapCommand(
  { read, write }: Fence,
  { folder, temporary }: Folders,
): string[] {
  return [
    "bwrap",
    "--unshare-pid",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--die-with-parent",
    "--cap-drop",
    "ALL",
    ...SYSTEM_FOLDERS.flatMap((path) => ["--ro-bind-try", path, path]),
    ...SYSTEM_FILES.flatMap((path) => ["--ro-bind-try", path, path]),
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--bind",
    temporary,
    "/tmp",
    ...read.flatMap((path) => ["--ro-bind", path, path]),
    ...write.flatMap((path) => ["--bind", path, path]),
    "--remount-ro",
    "/",
    "--remount-ro",
    "/dev",
    "--chdir",
    folder,
    "--",
  ];
}

interface Folders {
  readonly folder: string;
  readonly temporary: string;
}

const OPEN_FILES = 4096;
/** Threads' stacks and V8's own structures count as data, though little of them is ever resident. */
const DATA_HEADROOM = 128 * 1024 ** 2;

/**
 * A command that runs what follows it with the kernel's limits. Memory that a process asks for at once is refused here
 * before anyone could measure it. The address space is left alone: V8 and WebAssembly reserve many gigabytes of it that
 * they never use. https://man7.org/linux/man-pages/man1/prlimit.1.html
 */
export function limitsCommand(memory: number): string[] {
  return [
    "prlimit",
    "--core=0",
    `--nofile=${OPEN_FILES}`,
    `--data=${2 * memory + DATA_HEADROOM}`,
    "--",
  ];
}

/** A command that runs what follows it in a way that it is killed when the supervisor ends, however that ends. */
export const DEATH_SIGNAL_COMMAND: readonly string[] = [
  "setpriv",
  "--pdeathsig",
  "KILL",
  "--",
];
