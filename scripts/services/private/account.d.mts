export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export function accountFor(
  names: string[],
  machine: { uid: number; passwd: () => string },
): Account | undefined;
export function canReach(folder: string, account: Account | undefined): boolean;
