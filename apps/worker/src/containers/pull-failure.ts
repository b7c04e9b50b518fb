import type { RunFailure } from '@orrery/domain';

/** Words of engines and registries by which an image is not there, or not for us. The others speak of the way to the registry. */
const final =
  /manifest unknown|name unknown|not found|does not exist|denied|unauthorized|forbidden|invalid reference|no matching manifest/i;
const onTheWay =
  /connection refused|no such host|i\/o timeout|deadline exceeded|connection reset|took longer|unexpected EOF|no route/i;

/** An image that the registry does not have is not asked for again; a registry that is away may be back. */
export function pullFailure(image: string, fault: string): RunFailure {
  const message = `the image ${image} could not be fetched: ${fault.trim()}`;
  if (!final.test(fault) || onTheWay.test(fault)) return { kind: 'network', message };
  return { kind: 'refused', message, retry: { kind: 'never' } };
}
