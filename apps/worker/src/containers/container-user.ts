import type { TaskUids } from '../isolating/uids/task-uids.js';
import type { WorkOwner } from './container-workplace.js';

/** The user of one container. */
export interface ContainerUser {
  /** `uid:gid` */
  readonly name: string;
  /** Who gets the private directory; undefined: it is the worker's, and so is the user. */
  readonly owner: WorkOwner | undefined;
  release(): void;
}

/** Why a container cannot run as the user that its task names. */
export interface UserRefusal {
  readonly refused: string;
}

/** Says as whom containers run: as a user that nobody else has meanwhile, where the worker can give files away. */
export class ContainerUsers {
  /** @param uids where the worker runs as root. */
  constructor(private readonly uids: Pick<TaskUids, 'take' | 'give'> | undefined) {}

  /** To be released when the container is gone. @throws when all user ids are taken. */
  async take(asked: string | undefined): Promise<ContainerUser | UserRefusal> {
    if (this.uids === undefined) return ownUser(asked);
    if (asked !== undefined) return { ...given(asked), release: () => undefined };
    const uid = await this.uids.take();
    return { ...given(String(uid)), release: () => this.uids?.give(uid) };
  }
}

/** `uid` or `uid:gid`; a user without a group has one of its own. */
function given(asked: string): Pick<ContainerUser, 'name' | 'owner'> {
  const [uid, gid = uid] = asked.split(':').map(Number) as [number, number?];
  return { name: `${uid}:${gid}`, owner: { uid, gid } };
}

/** Who is not root can give no file away. */
function ownUser(asked: string | undefined): ContainerUser | UserRefusal {
  const own = `${process.getuid!()}:${process.getgid!()}`;
  if (asked !== undefined && given(asked).name !== own)
    return { refused: `this worker is not root: its containers run as its own user, ${own}` };
  return { name: own, owner: undefined, release: () => undefined };
}
