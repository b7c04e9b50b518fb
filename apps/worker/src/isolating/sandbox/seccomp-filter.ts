/** A system call by its number on each architecture that is known here (`asm/unistd.h`); -1: there is none. */
type CallNumbers = readonly [x64: number, arm64: number];

/** Refused: they change the machine or its namespaces, look into other processes, or open large parts of the kernel. */
const refused: readonly CallNumbers[] = [...namespacesAndMounts(), ...machineWide(), ...intoOthers()];

function namespacesAndMounts(): CallNumbers[] {
  const old: CallNumbers[] = [
    [165, 40],
    [166, 39],
    [155, 41],
    [161, 51],
    [272, 97],
    [308, 268],
  ];
  // open_tree to fspick, mount_setattr: the same everywhere.
  const later = [428, 429, 430, 431, 432, 433, 442].map((call): CallNumbers => [call, call]);
  return [...old, ...later];
}

/** acct, swap, reboot, host names, ports, modules, quota, clocks, kexec, syslog, vhangup, lookup_dcookie, nfsservctl. */
function machineWide(): CallNumbers[] {
  return [
    ...([
      [163, 89],
      [167, 224],
      [168, 225],
      [169, 142],
      [170, 161],
      [171, 162],
      [172, -1],
      [173, -1],
    ] as const),
    ...([
      [175, 105],
      [176, 106],
      [313, 273],
      [179, 60],
      [164, 170],
      [159, 171],
      [227, 112],
      [305, 266],
    ] as const),
    ...([
      [246, 104],
      [320, 294],
      [103, 116],
      [153, 58],
      [212, 18],
      [180, 42],
    ] as const),
  ];
}

/** ptrace, keys, bpf, perf, userfaultfd, handles, memory of others, kcmp, io_uring, pidfd_getfd. */
function intoOthers(): CallNumbers[] {
  return [
    ...([
      [101, 117],
      [248, 217],
      [249, 218],
      [250, 219],
      [321, 280],
      [298, 241],
      [323, 282],
    ] as const),
    ...([
      [304, 265],
      [303, 264],
      [310, 270],
      [311, 271],
      [312, 272],
    ] as const),
    ...([
      [425, 425],
      [426, 426],
      [427, 427],
      [438, 438],
    ] as const),
  ];
}

const clone: CallNumbers = [56, 220];
const clone3: CallNumbers = [435, 435];
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (`linux/sched.h`). */
const newNamespaces = 0x7e020000;

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 (`linux/audit.h`). */
const architectures: Readonly<Record<string, { readonly index: 0 | 1; readonly audit: number }>> = {
  x64: { index: 0, audit: 0xc000003e },
  arm64: { index: 1, audit: 0xc00000b7 },
};

// Instructions of classic BPF (`linux/bpf_common.h`), answers of a filter (`linux/seccomp.h`), offsets in `struct seccomp_data`.
const [loadWord, jumpEqual, jumpAtLeast, jumpAnyBit, answer] = [0x20, 0x15, 0x35, 0x45, 0x06];
const [kill, fail, allow] = [0x80000000, 0x00050000, 0x7fff0000];
const [atCall, atArchitecture, atFirstArgument] = [0, 4, 16];
const [notPermitted, notImplemented] = [1, 38];
/** Calls of the x32 ABI begin here. */
const firstX32Call = 0x40000000;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

/**
 * The filter of system calls of the sandbox, as a program for `bwrap --seccomp`; undefined on architectures that are not known
 * here. It refuses what is listed, and new namespaces; what is not listed is let through.
 */
export function seccompFilter(architecture: string = process.arch): Buffer | undefined {
  const known = architectures[architecture];
  if (known === undefined) return undefined;
  const { index, audit } = known;
  const calls = refused.map((numbers) => numbers[index]).filter((call) => call >= 0);
  const refuse: Instruction = [answer, 0, 0, fail | notPermitted];
  // A jump goes over so many instructions: behind the calls come clone3, clone, and the three answers.
  const last = calls.length;
  return encoded([
    [loadWord, 0, 0, atArchitecture],
    [jumpEqual, 1, 0, audit],
    [answer, 0, 0, kill],
    [loadWord, 0, 0, atCall],
    [jumpAtLeast, last + 5, 0, firstX32Call],
    ...calls.map((call, at): Instruction => [jumpEqual, last - at + 4, 0, call]),
    [jumpEqual, 5, 0, clone3[index]],
    [jumpEqual, 0, 2, clone[index]],
    [loadWord, 0, 0, atFirstArgument],
    [jumpAnyBit, 1, 0, newNamespaces],
    [answer, 0, 0, allow],
    refuse,
    // Whoever is told that it does not exist takes `clone`, whose flags can be looked at.
    [answer, 0, 0, fail | notImplemented],
  ]);
}

function encoded(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, ifTrue, ifFalse, operand], at) => {
    bytes.writeUInt16LE(code, at * 8);
    bytes.writeUInt8(ifTrue, at * 8 + 2);
    bytes.writeUInt8(ifFalse, at * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, at * 8 + 4);
  });
  return bytes;
}
