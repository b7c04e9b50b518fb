import type { WorkerDto } from '@orrery/contracts';
import { kindNames, levelOf, type KindName } from './kind-names.js';

/** The kinds that every one of the workers runs. */
export function kindsOffered(workers: readonly WorkerDto[]): KindName[] {
  const offers = (level: string) =>
    workers.every(({ isolation }) => isolation?.levels.some((each) => each === level));
  return kindNames.filter((kind) => levelOf(kind) === undefined || offers(levelOf(kind)!));
}

/** @throws unless some may be left out, when one is. */
export function kindsOfDrill(workers: readonly WorkerDto[], mayLackSome: boolean): KindName[] {
  const offered = kindsOffered(workers);
  const lacking = kindNames.filter((kind) => !offered.includes(kind));
  if (lacking.length === 0 || mayLackSome) return offered;
  const missing = workers.flatMap(({ isolation }) => isolation?.missing ?? []);
  throw new Error(`the workers cannot run ${lacking.join(', ')}: ${[...new Set(missing)].join('; ')}`);
}
