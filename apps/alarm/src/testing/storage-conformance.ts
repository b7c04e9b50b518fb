import { newId } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { incidentOf } from '../incidents/incident-of.js';
import type { Storage } from '../storage/storage.js';
import { given } from './given.js';
import { notificationStoreConformance } from './notification-store-conformance.js';
import { platformEvents } from './platform-events.js';

/** What the rest of the service relies on, whichever database keeps it. */
export function storageConformance(storage: () => Storage): void {
  describe('rules', () => {
    it('refuses a second rule of the same name in a project', async () => {
      const rule = await given.storedRule(storage());
      const add = (project: string) =>
        storage().run(({ rules }) => rules.add(given.rule({ project, name: rule.name })));
      expect(await add(rule.project)).toBe(false);
      expect(await add(newId())).toBe(true);
      const other = await given.storedRule(storage(), { project: rule.project, name: 'other' });
      const renamed = { ...other, name: rule.name, version: 2 };
      expect(await storage().run(({ rules }) => rules.replace(renamed))).toBe('name_taken');
      expect(await storage().run(({ rules }) => rules.find(other.id))).toEqual(other);
    });

    it('lets one of two changes of the same version through', async () => {
      const rule = await given.storedRule(storage());
      const change = { ...rule, version: 2, level: 'CRITICAL' as const };
      const replace = () => storage().run(({ rules }) => rules.replace(change));
      expect([await replace(), await replace()]).toEqual(['replaced', 'changed_meanwhile']);
      expect(await storage().run(({ rules }) => rules.find(rule.id))).toEqual(change);
      expect(await storage().run(({ rules }) => rules.remove(rule.id, 1))).toBe(false);
      expect(await storage().run(({ rules }) => rules.remove(rule.id, 2))).toBe(true);
      const kept = await storage().run(({ rules }) => rules.definitionAt(rule.id, 1));
      expect(kept).toMatchObject({ name: rule.name, level: 'MAJOR' });
    });

    it('pages newest first without losing rules of the same instant', async () => {
      const project = newId();
      for (const name of ['a', 'b', 'c']) await given.storedRule(storage(), { project, name });
      const list = (after?: { at: Date; id: string }) =>
        storage().run(({ rules }) => rules.list({ project }, { limit: 1, after }));
      const names: string[] = [];
      let page = await list();
      while (page.length > 0) {
        const [first] = page;
        names.push(first!.name);
        page = await list({ at: first!.createdAt, id: first!.id });
      }
      expect(names).toEqual(['c', 'b', 'a']);
      const invisible = await storage().run(({ rules }) =>
        rules.list({ project, projects: [] }, { limit: 5 }),
      );
      expect(invisible).toEqual([]);
    });

    it('gives the enabled rules of a project only', async () => {
      const on = await given.storedRule(storage(), { name: 'on' });
      await given.storedRule(storage(), { project: on.project, name: 'off', enabled: false });
      expect(await storage().run(({ rules }) => rules.enabledOf(on.project))).toEqual([on]);
    });

    it('gives the enabled rules of a kind, of whatever project', async () => {
      const kind = 'worker_lost';
      const [one, other] = [await given.storedRule(storage(), { kind }), await given.storedRule(storage())];
      await given.storedRule(storage(), { kind, enabled: false });
      const ids = async () =>
        (await storage().run(({ rules }) => rules.enabledOfKind(kind))).map(({ id }) => id);
      expect(await ids()).toEqual([one.id]);
      await storage().run(({ rules }) => rules.replace({ ...other, kind, version: 2 }));
      expect((await ids()).sort()).toEqual([one.id, other.id].sort());
    });
  });

  describe('alarms', () => {
    it('has one open alarm of a fingerprint, and a new one after it is resolved', async () => {
      const alarm = given.alarm();
      const { fingerprint } = alarm;
      const open = (each = alarm) => storage().run(({ alarms }) => alarms.open(each));
      expect([await open(), await open(given.alarm({ fingerprint }))]).toEqual([true, false]);
      expect(await storage().run(({ alarms }) => alarms.findOpen(fingerprint))).toEqual(alarm);
      const resolve = () => storage().run(({ alarms }) => alarms.resolve(alarm.id, 'ann', alarm.firedAt));
      expect([await resolve(), await resolve()]).toEqual([true, false]);
      expect(await storage().run(({ alarms }) => alarms.findOpen(fingerprint))).toBeUndefined();
      expect(await open(given.alarm({ fingerprint }))).toBe(true);
    });

    it('gathers further events, also when acknowledged, and is found by each run', async () => {
      const first = given.incident();
      const alarm = given.alarm({ runId: first.runId });
      const incident = given.incident({ at: '2026-03-01T10:05:00.000Z' });
      await storage().transaction(async ({ alarms }) => {
        await alarms.open(alarm);
        await alarms.recordEvent(alarm.id, first);
        await alarms.acknowledge(alarm.id, 'ann', alarm.firedAt);
        const occurrence = { ruleName: 'renamed', level: 'INFO' as const, incident };
        expect(await alarms.gather(alarm.fingerprint, occurrence)).toBe(true);
        await alarms.recordEvent(alarm.id, incident);
      });
      for (const runId of [first.runId!, incident.runId!]) {
        const found = await storage().run(({ alarms }) => alarms.list({ runId }, { limit: 5 }));
        expect(found).toMatchObject([
          {
            id: alarm.id,
            count: 2,
            state: 'acknowledged',
            acknowledgedBy: 'ann',
            runId: incident.runId,
            summary: incident.summary,
            details: incident.source.event,
          },
        ]);
        expect(found[0]!.lastEventAt).toEqual(new Date(incident.at));
      }
    });

    it('keeps what no run raised', async () => {
      const incident = incidentOf('leader.changed', platformEvents.leader())!;
      const alarm = given.alarm({ runId: null, details: incident.source.event });
      await storage().transaction(async ({ alarms }) => {
        await alarms.open(alarm);
        await alarms.recordEvent(alarm.id, incident);
      });
      expect(await storage().run(({ alarms }) => alarms.find(alarm.id))).toEqual(alarm);
    });
  });

  describe('consumed events', () => {
    it('gives each event to one of two that want it at once', async () => {
      const ids = Array.from({ length: 20 }, () => newId());
      const take = () => storage().transaction(({ consumedEvents }) => consumedEvents.takeNew(ids));
      const [one, other] = await Promise.all([take(), take()]);
      expect(one.size + other.size).toBe(20);
      expect([...one, ...other].sort()).toEqual([...ids].sort());
      expect((await take()).size).toBe(0);
    });

    it('forgets old ones only', async () => {
      const id = newId();
      await storage().run(({ consumedEvents }) => consumedEvents.takeNew([id]));
      expect(await storage().run(({ consumedEvents }) => consumedEvents.prune(60_000, 1_000))).toBe(0);
      expect(
        await storage().run(({ consumedEvents }) => consumedEvents.prune(-1_000, 1_000)),
      ).toBeGreaterThan(0);
      expect((await storage().run(({ consumedEvents }) => consumedEvents.takeNew([id]))).size).toBe(1);
    });
  });

  describe('notifications', () => notificationStoreConformance(storage));
}
