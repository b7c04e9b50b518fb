import { describe, expect, it } from 'vitest';
import { seccompFilter } from './seccomp-filter.js';

const [allowed, notPermitted, notImplemented, killed] = [0x7fff0000, 0x00050001, 0x00050026, 0x80000000];
const [x64, arm64] = [0xc000003e, 0xc00000b7];

/** What the kernel would do: classic BPF, as far as the filter uses it (`bpf(4)`). */
function judge(program: Buffer, call: number, architecture: number, firstArgument = 0): number {
  const data = new Map([
    [0, call],
    [4, architecture],
    [16, firstArgument],
  ]);
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at += 1) {
    const [code, ifTrue] = [program.readUInt16LE(at * 8), program.readUInt8(at * 8 + 2)];
    const [ifFalse, operand] = [program.readUInt8(at * 8 + 3), program.readUInt32LE(at * 8 + 4)];
    const jump = (holds: boolean) => void (at += holds ? ifTrue : ifFalse);
    if (code === 0x20) accumulator = data.get(operand)!;
    else if (code === 0x15) jump(accumulator === operand);
    else if (code === 0x35) jump(accumulator >= operand);
    else if (code === 0x45) jump((accumulator & operand) !== 0);
    else if (code === 0x06) return operand;
  }
  throw new Error('it gives no answer');
}

describe.each([
  ['x64', x64, { read: 0, mount: 165, ptrace: 101, pidfdGetfd: 438, clone: 56 }],
  ['arm64', arm64, { read: 63, mount: 40, ptrace: 117, pidfdGetfd: 438, clone: 220 }],
] as const)('the filter of system calls for %s', (name, architecture, calls) => {
  const filter = seccompFilter(name)!;

  it('refuses what programs have no business with, and lets the rest through', () => {
    for (const call of [calls.mount, calls.ptrace, calls.pidfdGetfd]) {
      expect(judge(filter, call, architecture)).toBe(notPermitted);
    }
    for (const call of [calls.read, 435 + 1_000]) expect(judge(filter, call, architecture)).toBe(allowed);
  });

  it('refuses new namespaces, and lets new threads and processes through', () => {
    expect(judge(filter, calls.clone, architecture, 0x10000000 | 17)).toBe(notPermitted);
    expect(judge(filter, calls.clone, architecture, 0x3d0f00)).toBe(allowed);
    expect(judge(filter, 435, architecture)).toBe(notImplemented);
  });

  it('ends what calls by another architecture', () => {
    expect(judge(filter, calls.read, name === 'x64' ? arm64 : x64)).toBe(killed);
  });
});

it('refuses the calls of the x32 ABI', () => {
  expect(judge(seccompFilter('x64')!, 0x40000000 + 165, x64)).toBe(notPermitted);
});

it('is none for an architecture that is not known', () => expect(seccompFilter('mips')).toBeUndefined());
