import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type AddressRange = readonly [Address, number];

/** Where machines of clouds are asked for their credentials, and what lies beside it: nothing that a task is meant to reach. */
const metadataRanges = [
  ...['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::/32'],
  ...['100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
].map((range) => ipaddr.parseCIDR(range));

/**
 * The address that a text stands for, as it is routed: an IPv6 one that only carries an IPv4 one is that one.
 * @throws Error when the text is no address.
 */
export function readAddress(text: string): Address {
  const address = ipaddr.process(text);
  return address instanceof ipaddr.IPv6 ? (carriedBy(address) ?? address) : address;
}

/** Whether anybody on the internet could reach it. */
export function isPublic(address: Address): boolean {
  return address.range() === 'unicast';
}

export function isMetadata(address: Address): boolean {
  return metadataRanges.some((range) => isWithin(address, range));
}

export function isWithin(address: Address, [network, bits]: AddressRange): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/** NAT64 (RFC 6052), its older form (RFC 6145), 6to4 (RFC 3056), and the addresses of RFC 4291, 2.5.5.1. */
function carriedBy(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  const at = (first: number) => new ipaddr.IPv4(bytes.slice(first, first + 4));
  const range = address.range();
  if (range === 'rfc6052' || range === 'rfc6145') return at(12);
  if (range === '6to4') return at(2);
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && bytes[12] !== 0;
  return isCompatible ? at(12) : undefined;
}
