import { startPrivately } from '../private/start.mjs';

/** A server started privately from the programs that are on this machine. */
export async function fromBinaries(server, options) {
  const program = server.find();
  if (!program) throw new Error(`no ${server.name} program is on this machine`);
  options.say(`${server.name}: starting ${program} privately …`);
  return startPrivately(server, program, options);
}
