import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector } from 'undici';
import type { ReachRules } from './reach-rules.js';

/**
 * Resolves names for connections and judges what it found: the connection goes to these addresses, so nobody can answer
 * otherwise in between. Of a name with several addresses each must be reachable.
 */
export function guardedLookup(rules: ReachRules): LookupFunction {
  return (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      try {
        for (const { address } of addresses) rules.check(host, address);
      } catch (refusal) {
        return callback(refusal as Error, []);
      }
      const [{ address, family }] = addresses as [LookupAddress, ...LookupAddress[]];
      if (options.all === true) callback(null, addresses);
      else callback(null, address, family);
    });
  };
}

/** Connects requests, those of redirects too, to what the rules let through. */
export function guardedConnector(rules: ReachRules, timeoutMs: number): buildConnector.connector {
  const connector = buildConnector({ lookup: guardedLookup(rules), timeout: timeoutMs });
  return (options, callback) => {
    try {
      checkLiteral(rules, options.hostname);
    } catch (refusal) {
      return callback(refusal as Error, null);
    }
    connector(options, callback);
  };
}

/** A connection to a server that the rules let through. @throws ReachRefused; for a name it is the `error` of the socket. */
export function guardedSocket(rules: ReachRules, host: string, port: number): Socket {
  checkLiteral(rules, host);
  return connect({ host, port, lookup: guardedLookup(rules), noDelay: true });
}

/** An address is not looked up. */
function checkLiteral(rules: ReachRules, host: string): void {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0) rules.check(address, address);
}
