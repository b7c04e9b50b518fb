import { FireLedger } from './fire-ledger.js';
import { LedgerBounds } from './ledger-bounds.js';
import { LedgerList } from './ledger-list.js';
import { LedgerProof } from './ledger-proof.js';
import { LedgerStores } from './ledger-stores.js';

/** What this room provides. */
export const ledgerParts = [FireLedger, LedgerBounds, LedgerList, LedgerProof, LedgerStores];
