import { spawnSync } from 'node:child_process';
import { noResourceLimits } from '@orrery/domain';
import { describe, expect, it } from 'vitest';
import { cellScript, type CellSetting } from './cell-command.js';
import type { IsolationPlan } from './judge-isolation.js';

const machine = {
  isRoot: true,
  mostFiles: 4_096,
  tools: {
    shell: '/bin/sh',
    setpriv: '/usr/bin/setpriv',
    bubblewrap: '/usr/bin/bwrap',
    unshare: '/usr/bin/unshare',
    nsenter: '/usr/bin/nsenter',
  },
};
const setting: CellSetting = {
  ...{
    directory: '/w',
    temporary: '/w/tmp',
    accounts: '/w/a',
    configuration: '/h/etc',
    hidden: ['/home'],
    hiddenFiles: ['/opt/.env'],
    readable: ['/opt'],
  },
  ...{ system: { directories: ['/usr'], links: [['/bin', 'usr/bin']] }, hasFilter: true },
  ...{ uid: 61_200, joinFiles: ["/sys/fs/it's/tasks"] },
};
const plan: IsolationPlan = {
  level: 'process',
  network: 'host',
  limits: { ...noResourceLimits, pids: 9, diskBytes: 1_000 },
  degraded: [],
};
const task = {
  file: '/bin/sh',
  args: ['-c', 'true'],
  env: { LD_PRELOAD: '/tmp/evil.so', ORRERY_ATTEMPT_ID: 'r.1' },
};

function scriptOf(
  args: readonly string[],
  changes: Partial<IsolationPlan> = {},
  own: Partial<CellSetting> = {},
  as = machine,
  others: readonly string[] = [],
) {
  return cellScript({ ...task, args }, others, { ...plan, ...changes }, { ...setting, ...own }, as);
}

function made(
  changes: Partial<IsolationPlan> = {},
  own: Partial<CellSetting> = {},
  as = machine,
  others: readonly string[] = ['a.b=c'],
) {
  const text = scriptOf(task.args, changes, own, as, others);
  const [script = '', line = ''] = text.split(/\nexec /);
  return { script, line: unquoted(line) };
}

/** Words of a shell that may hold single quotes themselves. */
function unquoted(line: string): string {
  return line.replaceAll("'\\''", '\0').replaceAll("'", '').replaceAll('\0', "'");
}

describe('the command that enters a cell', () => {
  it('begins with nothing of the task, neither its environment nor its programs, but can be told by its mark', () => {
    const { script } = made();
    expect(script.match(/export .*/g)).toEqual(["export ORRERY_ATTEMPT_ID='r.1'"]);
    expect(script).toContain(`echo 0 >'/sys/fs/it'\\''s/tasks' || exit 125`);
  });

  it('limits, gives up what the worker may, and becomes the command', () => {
    const { script, line } = made();
    expect(script).toMatch(
      /ulimit -c 0\nulimit -n 4096\nulimit -f 2\nulimit -u 9 2>\/dev\/null \|\| ulimit -p 9$/,
    );
    expect(line).toMatch(
      /^\/usr\/bin\/setpriv --reuid 61200 --regid 61200 --clear-groups .*--no-new-privs --pdeathsig KILL -- \/bin\/sh/,
    );
    expect(line).toMatch(
      /cd -- '\/w' .* orrery \/usr\/bin\/env a\.b=c \/bin\/sh -c true <\/dev\/null 4<&-\n$/,
    );
  });

  it('needs one shell for a text that is for a shell, unless something of its environment is beyond shells', () => {
    const { line } = made({}, {}, machine, []);
    expect(line).toMatch(
      / -- \/bin\/sh -c umask 077; cd -- '\/w' .*\. \/dev\/fd\/3; exec 3<&-; true <\/dev\/null/,
    );
  });

  it('of a worker that is not root changes no user and counts no processes of it', () => {
    const { script, line } = made({}, { uid: undefined }, { ...machine, isRoot: false });
    expect(script).not.toContain('ulimit -u');
    expect(line).toMatch(/^\/usr\/bin\/setpriv --no-new-privs --pdeathsig KILL --/);
  });

  it.each([
    ['none', 'process', /^\/usr\/bin\/unshare --net -- \/usr\/bin\/setpriv/],
    ['blue', 'process', /^\/usr\/bin\/nsenter --net=\/run\/netns\/blue -- \/usr\/bin\/setpriv/],
    [
      'blue',
      'sandbox',
      /^\/usr\/bin\/nsenter --net=\/run\/netns\/blue -- \/usr\/bin\/bwrap (?!.*--unshare-net)/,
    ],
    ['none', 'sandbox', /^\/usr\/bin\/bwrap .*--unshare-net/],
    ['host', 'sandbox', /^\/usr\/bin\/bwrap (?!.*--unshare-net)/],
  ] as const)('has the network %s at level %s', (network, level, expected) => {
    expect(made({ network, level }).line).toMatch(expected);
  });

  it('hides places of the worker from a sandbox before its own is shown in them', () => {
    const { line } = made({ level: 'sandbox' });
    expect(line).toMatch(
      /--tmpfs \/home --ro-bind \/dev\/null \/opt\/.env --bind \/w \/w .*--remount-ro \/home --remount-ro \/dev --remount-ro \/ --seccomp 4 -- /,
    );
    expect(line).toMatch(/-- \/usr\/bin\/setpriv --reuid 61200 .* -- \/bin\/sh -c umask 077/);
  });

  it.each([
    [['-c', 'a\0b'], 'holds a NUL character'],
    [['file', 'a\0b'], 'holds a NUL character'],
    [['file', 'ä'.repeat(65_536)], 'has 131072 bytes, of at most 131071'],
  ])('refuses an argument that would arrive as another one, or not at all', (args, fault) => {
    expect(() => scriptOf(args)).toThrow(`an argument cannot be passed on: it ${fault}`);
  });

  it('refuses no argument that the system takes, and each that it does not take', () => {
    for (const [length, code] of [
      [131_071, undefined],
      [131_072, 'E2BIG'],
    ] as const) {
      const word = 'x'.repeat(length);
      expect(spawnSync('/bin/true', [word]).error).toEqual(code && expect.objectContaining({ code }));
      const make = () => scriptOf(['file', word]);
      if (code === undefined) expect(make()).toContain(word);
      else expect(make).toThrow('cannot be passed on');
    }
  });

  it('makes a user namespace for a sandbox only where root does not', () => {
    expect(made({ level: 'sandbox' }).line).not.toContain('--unshare-user');
    const { line } = made({ level: 'sandbox' }, { uid: undefined }, { ...machine, isRoot: false });
    expect(line).toContain('--unshare-user');
    expect(line).not.toContain('CAP_SETUID');
  });
});
