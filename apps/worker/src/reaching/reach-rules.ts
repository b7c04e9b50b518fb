import { isMetadata, readAddress } from './address-kinds.js';
import type { ReachList } from './reach-list.js';

/** Somebody's task may not reach this: trying again does not help. */
export class ReachRefused extends Error {
  readonly code = 'reach_refused';
}

/** What tasks may reach from inside the worker. */
export class ReachRules {
  constructor(
    private readonly allow: ReachList,
    private readonly deny: ReachList,
  ) {}

  /**
   * Judges a host by the address that its connection goes to. What the deny list names wins; an allowed name does not
   * open the addresses of metadata, for who answers for a name may be anybody.
   * @param host as it was asked for: a name, or the address itself.
   * @throws ReachRefused
   */
  check(host: string, address: string): void {
    const fault = this.fault(host, address);
    if (fault === undefined) return;
    const where = host === address ? address : `${host} (${address})`;
    throw new ReachRefused(`tasks on this worker may not reach ${where}: ${fault}`);
  }

  private fault(host: string, text: string): string | undefined {
    const address = readAddress(text);
    const { allow, deny } = this;
    if (deny.namesHost(host) || deny.namesAddress(address)) return 'ORRERY_HTTP_DENY names it';
    if (allow.namesAddress(address)) return undefined;
    if (isMetadata(address)) return 'it is a metadata or link-local address';
    if (allow.namesHost(host) || allow.meansAsPrivate(address)) return undefined;
    if (deny.hasAll) return 'ORRERY_HTTP_ALLOW does not name it';
    return deny.meansAsPrivate(address)
      ? 'it is no address of the internet, and ORRERY_HTTP_ALLOW does not name it'
      : undefined;
  }
}
