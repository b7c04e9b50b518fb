import { beforeEach, describe, expect, it } from 'vitest';
import { ReservingSession, reserve } from '../../testing/reserving-session.js';
import { useMasters } from '../../testing/use-masters.js';

const masters = useMasters();

describe('slots that a subworkflow wants reserved', () => {
  let session: ReservingSession;

  beforeEach(async () => {
    await masters.start();
    session = await ReservingSession.start(masters, 3);
  });

  const inside = (workflow: string) => ({ id: 'in', kind: 'subworkflow', workflow });
  /** Of the node of the outermost one that runs the others, at any depth. */
  const failureOf = async (id: string) => {
    const { message } = (await session.flows.reach(id, 'failed')).failure!;
    return message;
  };

  it('are waited for where those around it have left enough of them', async () => {
    const { flows, group } = session;
    const inner = await flows.create([flows.node('x')], reserve(group, 1));
    const outer = await flows.create([inside(inner)], reserve(group, 1));
    const id = await flows.run([inside(outer)], reserve(group, 1));
    await flows.reach(id, 'succeeded');
  }, 90_000);

  it('are refused at once where those around it have the last of them', async () => {
    const { flows, group } = session;
    const inner = await flows.create([flows.node('x')], reserve(group, 2));
    const middle = await flows.create([inside(inner)], reserve(group, 1));
    const id = await flows.run([inside(middle)], reserve(group, 1));
    expect(await failureOf(id)).toContain(
      `could never start: it reserves 2 slot(s) of group "${group}", and of the 3 that this group has, those it would run inside of have reserved 2`,
    );
    expect(await session.reservations()).toEqual([]);
  }, 90_000);

  it('are waited for where the group has too few of them for anybody', async () => {
    const { flows, group } = session;
    const inner = await flows.create([flows.node('x')], reserve(group, 4, { waitMs: 1_000 }));
    const id = await flows.run([inside(inner)], reserve(group, 1));
    expect(await failureOf(id)).toContain(`did not get 4 slot(s) of group "${group}" within 1000 ms`);
  }, 90_000);
});
