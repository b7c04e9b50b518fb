import type { CreatePoolDto, ReplacePoolDto } from '@orrery/contracts';
import { InvalidError } from '@orrery/domain';

type Field = 'project' | 'tag' | 'taskId';

/** Which field says which runs; those a scope does not know are refused. */
const fieldsOf: Readonly<Record<CreatePoolDto['scope'], { needs: readonly Field[]; may: readonly Field[] }>> =
  {
    global: { needs: [], may: [] },
    project: { needs: ['project'], may: [] },
    tag: { needs: ['tag'], may: ['project'] },
    task: { needs: ['taskId'], may: [] },
  };

/** @throws InvalidError naming the field that does not go with the scope. */
export function checkScope(body: CreatePoolDto): void {
  const { needs, may } = fieldsOf[body.scope];
  for (const field of ['project', 'tag', 'taskId'] as const) {
    const isGiven = body[field] !== undefined;
    if (!isGiven && needs.includes(field)) {
      throw InvalidError.field(`/${field}`, `is needed for a pool of scope "${body.scope}"`);
    }
    if (isGiven && !needs.includes(field) && !may.includes(field)) {
      throw InvalidError.field(`/${field}`, `says nothing for a pool of scope "${body.scope}"`);
    }
  }
}

/** @throws InvalidError for a pool that limits nothing. */
export function checkLimits({ slots, rate }: ReplacePoolDto): void {
  if (slots === 0 && !rate)
    throw InvalidError.field('/slots', 'the pool limits nothing: give slots, a rate, or both');
}
