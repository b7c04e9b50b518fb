import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isPublic, isWithin, readAddress, type Address, type AddressRange } from './address-kinds.js';

const hostPattern = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** Hosts and addresses as a setting names them. */
export class ReachList {
  /** `private`: every address that is not of the internet. */
  readonly hasPrivate: boolean;
  /** `*`: everything. */
  readonly hasAll: boolean;
  private readonly ranges: readonly AddressRange[];
  private readonly names: ReadonlySet<string>;
  private readonly suffixes: readonly string[];

  /** @throws Error that says which item nobody could understand. */
  constructor(items: readonly string[]) {
    const plain = items.map((item) => bare(item));
    this.hasPrivate = plain.includes('private');
    this.hasAll = plain.includes('*');
    const rest = plain.filter((item) => item !== 'private' && item !== '*');
    this.ranges = rest.map((item) => rangeOf(item)).filter((range) => range !== undefined);
    const names = rest.filter((item) => rangeOf(item) === undefined);
    const wrong = names.find((name) => !hostPattern.test(name) || looksLikeAddress(name));
    if (wrong !== undefined)
      throw new Error(`must name hosts, "*.domain", addresses, ranges or "private"; "${wrong}" is none`);
    this.names = new Set(names.filter((name) => !name.startsWith('*.')));
    this.suffixes = names.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  }

  namesHost(host: string): boolean {
    const name = bare(host);
    return this.names.has(name) || this.suffixes.some((suffix) => name.endsWith(suffix));
  }

  namesAddress(address: Address): boolean {
    return this.ranges.some((range) => isWithin(address, range));
  }

  /** Whether `private` speaks of it. */
  meansAsPrivate(address: Address): boolean {
    return this.hasPrivate && !isPublic(address);
  }
}

function bare(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}

/** Names do not end in a number: such a thing is a mistaken address or range. */
function looksLikeAddress(name: string): boolean {
  return /(^|\.)(\d+|0x[0-9a-f]*)$/.test(name);
}

function rangeOf(item: string): AddressRange | undefined {
  if (isIP(item) !== 0) {
    const address = readAddress(item);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  }
  return ipaddr.isValidCIDR(item) ? ipaddr.parseCIDR(item) : undefined;
}
