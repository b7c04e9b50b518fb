import type { Database, Session } from '@orrery/persistence';

/** What a master dies of in a test. */
export class Crash extends Error {}

/** Lets a master die at the n-th write from now on, wherever in its transaction that is. */
export class CrashingWrites {
  left = Infinity;

  /** The database, but for writes after which the master is dead. */
  within(database: Database): Database {
    return Object.create(database, {
      run: { value: <T>(work: (session: Session) => Promise<T>) => database.run(work) },
      transaction: {
        value: <T>(work: (session: Session) => Promise<T>) =>
          database.transaction((session) => work(this.#on(session))),
      },
    }) as Database;
  }

  #on(session: Session): Session {
    const count = <T>(write: () => Promise<T>): Promise<T> => {
      this.left -= 1;
      return this.left < 0 ? Promise.reject(new Crash('killed')) : write();
    };
    const countNow = (write: () => void): void => {
      this.left -= 1;
      if (this.left < 0) throw new Crash('killed');
      write();
    };
    return {
      dialect: session.dialect,
      manager: session.manager,
      select: (...given) => session.select(...given),
      selectAll: (...given) => session.selectAll(...given),
      execute: (...given) => count(() => session.execute(...given)),
      executeLater: (...given) => countNow(() => session.executeLater(...given)),
      insertManyLater: (...given) => countNow(() => session.insertManyLater(...given)),
      insertMany: (...given) => count(() => session.insertMany(...given)),
      upsertMany: (...given) => count(() => session.upsertMany(...given)),
    };
  }
}
