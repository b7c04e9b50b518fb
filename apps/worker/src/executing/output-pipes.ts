import { execFileSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, rmSync, unlinkSync } from 'node:fs';
import { Socket, type SocketConstructorOpts } from 'node:net';
import type { DuplexOptions } from 'node:stream';
import { carriedFile } from '../isolating/carried-files.js';
import type { Child } from './launcher.js';

/** What `spawn` is to give a child as its files 1 and 2. */
export type Outputs = readonly ('pipe' | number)[];

interface Pipe {
  readonly reading: number;
  readonly writing: number;
}

/** Making them takes a process, which stops the worker for some milliseconds: for so many programs it is done at once. */
const programsAtOnce = 32;
/** Of each output, so that the worker takes it off a full pipe also while it is busy with what came before. */
const heldBytes = 256 * 1_024;
const makeLimitMs = 5_000;
/** After they could not be made. */
const tryAgainMs = 60_000;

/**
 * Pipes for the output of programs. Node gives a child sockets, which no program can open by name: `echo … > /dev/stderr` and
 * `tee /dev/stdout` would fail (ENXIO, unix(7)). These are pipes with a name (fifo(7)), which they lose as soon as both ends are
 * open; whoever has the file may open it anew, whatever user it runs as. Where they cannot be made, there are Node's sockets.
 */
export class OutputPipes {
  private stock: string[] = [];
  private notBeforeMs = 0;

  /** @param directory that only the worker can enter. */
  constructor(private readonly directory: string) {}

  /** @param start spawns a child with these as its files 1 and 2. @throws what it throws. */
  spawn(start: (outputs: Outputs) => ChildProcess): Child {
    const pipes = this.open();
    if (pipes === undefined) return start(['pipe', 'pipe']) as Child;
    try {
      const child = start(pipes.map(({ writing }) => writing));
      const [stdout, stderr] = pipes.map(({ reading }) => readerOf(reading));
      return Object.assign(child, { stdout, stderr }) as Child;
    } catch (error) {
      for (const { reading } of pipes) closeSync(reading);
      throw error;
    } finally {
      for (const { writing } of pipes) closeSync(writing);
    }
  }

  /** Removes those that nobody has used. */
  close(): void {
    for (const path of this.stock) rmSync(path, { force: true });
    this.stock = [];
  }

  private open(): readonly Pipe[] | undefined {
    if (performance.now() < this.notBeforeMs) return undefined;
    const pipes: Pipe[] = [];
    try {
      if (this.stock.length === 0) this.stock = this.make();
      for (const path of this.stock.splice(-2)) pipes.push(opened(path));
      return pipes;
    } catch {
      this.notBeforeMs = performance.now() + tryAgainMs;
      for (const pipe of pipes) for (const end of [pipe.reading, pipe.writing]) closeSync(end);
      return undefined;
    }
  }

  private make(): string[] {
    const paths = Array.from({ length: 2 * programsAtOnce }, () => carriedFile(this.directory));
    execFileSync('mkfifo', ['-m', '666', ...paths], { stdio: 'ignore', timeout: makeLimitMs });
    return paths;
  }
}

/** The reader comes first and waits for nobody; with a reader there, the writer does not wait either. */
function opened(path: string): Pipe {
  try {
    const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return { reading, writing: openSync(path, constants.O_WRONLY) };
    } catch (error) {
      closeSync(reading);
      throw error;
    }
  } finally {
    unlinkSync(path);
  }
}

function readerOf(fd: number): Socket {
  const options: SocketConstructorOpts & DuplexOptions = {
    ...{ fd, readable: true, writable: false },
    readableHighWaterMark: heldBytes,
  };
  return new Socket(options);
}
